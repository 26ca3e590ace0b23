package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From drawn pictures with captions to a model that reads prompts, and the one that comes with the plugin. */
class ShapesPromptsIT {
    @TempDir
    private Path temporary;

    @Test
    void drawnShapesBecomeAModelOfPrompts() throws Exception {
        Path drawn = temporary.resolve("drawn");
        String said = EchelleProcess.run(
                        temporary,
                        List.of(
                                "draw",
                                EchelleProcess.config("vision-shapes.yaml").toString(),
                                "--quiet",
                                "--set=samples.count=2000",
                                "--set=concepts.0.patches=false",
                                "--where=count=one",
                                "--where=shape=circle,cross",
                                "--text=a {colour} {shape}",
                                "--text={shape} in {colour}",
                                "--count=12",
                                "--out=" + drawn))
                .ok()
                .text();
        assertThat(said).contains("12 pictures", "table: file://");
        List<String> table = Files.readAllLines(drawn.resolve("metadata.csv"));
        assertThat(table).hasSize(13);
        assertThat(table.get(0)).isEqualTo("file_name,text,sample,shape,colour,texture,size,position,count,background");
        assertThat(table.get(1)).matches("000000.png,a (\\w+) (circle|cross),\\d{6},\\2,\\1,.*,one,\\w+");
        assertThat(table.get(2)).matches("000001.png,(circle|cross) in (\\w+),\\d{6},\\1,\\2,.*,one,\\w+");

        Path model = temporary.resolve("model");
        EchelleProcess.run(
                        temporary,
                        List.of(
                                "train-subject",
                                "--domain=diffusion",
                                "--trainer=prompt-unet",
                                "--quiet",
                                "--set=pictures.path=" + drawn,
                                "--set=pictures.size=8",
                                "--set=widths=[8,16]",
                                "--set=attention=[1]",
                                "--set=training.steps=2",
                                "--set=training.batch=4",
                                "--set=training.held-out=2",
                                "--out=" + model))
                .ok();
        Path made = temporary.resolve("made");
        EchelleProcess.run(
                        temporary,
                        List.of(
                                "sample",
                                "--model=" + model,
                                "--ask=a red cross",
                                "--seeds=0..1",
                                "--quiet",
                                "--set=subject.sampling.steps=2",
                                "--out=" + made))
                .ok();
        assertThat(made.resolve("sheet.png")).isNotEmptyFile();
    }

    @Test
    void theEmbeddedModelDrawsTheColourThatIsAskedFor() throws Exception {
        Path made = temporary.resolve("made");
        EchelleProcess.run(
                        temporary,
                        List.of(
                                "sample",
                                "--domain=diffusion",
                                "--ask=a red circle",
                                "--ask=a blue circle",
                                "--seeds=0..1",
                                "--quiet",
                                "--out=" + made))
                .ok();
        int[] red = brightest(made.resolve("pictures/001-a-red-circle/00000.png"));
        assertThat(red[0]).isGreaterThan(red[2] + 50);
        int[] blue = brightest(made.resolve("pictures/002-a-blue-circle/00001.png"));
        assertThat(blue[2]).isGreaterThan(blue[0] + 50);
        EchelleProcess.Ended nothing =
                EchelleProcess.run(temporary, List.of("sample", "--out=" + temporary.resolve("x")));
        assertThat(nothing.code()).isNotZero();
        assertThat(nothing.text()).contains("--model FILE or DIR, or --domain DOMAIN");
    }

    /** The largest red, green and blue of a picture. */
    private static int[] brightest(Path file) throws Exception {
        BufferedImage image = ImageIO.read(file.toFile());
        int[] most = new int[3];
        for (int p : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            most[0] = Math.max(most[0], p >> 16 & 0xff);
            most[1] = Math.max(most[1], p >> 8 & 0xff);
            most[2] = Math.max(most[2], p & 0xff);
        }
        return most;
    }
}
