package org.echelle.torchscript.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.echelle.api.BadSampleException;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.tables.TableException;
import org.echelle.testkit.OpenedContext;
import org.echelle.torchscript.ScriptException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from files that are written here. */
class SamplesTest {
    private static final OpenContext NOWHERE = OpenedContext.withoutEngine();

    @TempDir
    private Path folder;

    @Test
    void aTablesRowsAreVectors() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "name;a;b;who\nfirst;1;2,5;x\n\"sec;ond\";3;4;y\n");
        SampleSource bad = new TableKind().open(options(table, List.of("a", "b")), NOWHERE);
        assertThatThrownBy(() -> bad.load(0))
                .isInstanceOf(BadSampleException.class)
                .hasMessageContaining("\"2,5\"");
        SampleSource source = new TableKind().open(options(table, List.of("a")), NOWHERE);
        assertThat(source.size()).isEqualTo(2);
        assertThat(source.id(1)).isEqualTo("sec;ond");
        assertThat(source.group(1)).isEqualTo("y");
        assertThat(((ArraySample) source.load(1)).tensors().get("0").toFloats()).containsExactly(3);
        assertThatThrownBy(() -> new TableKind().open(options(table, List.of("c")), NOWHERE))
                .isInstanceOf(TableException.class)
                .hasMessageContaining("has no column 'c'; it has name, a, b, who.");
        Path bare = Files.writeString(folder.resolve("bare.csv"), "name;a;who\n\n");
        assertThatThrownBy(() -> new TableKind().open(options(bare, List.of("a")), NOWHERE))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("has no rows under its head");
    }

    private static TableOptions options(Path table, List<String> columns) {
        return new TableOptions(table, columns, Optional.of("name"), Optional.of("who"));
    }

    @Test
    void picturesAreScaledToTheirSizeAndNormalisedAChannel() throws IOException {
        BufferedImage red = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 16; i++) {
            red.setRGB(i % 4, i / 4, 0xff3300);
        }
        ImageIO.write(red, "png", folder.resolve("red.png").toFile());
        SampleSource source = new PicturesKind()
                .open(
                        new PicturesOptions(folder, List.of(2, 3), 3, List.of(0.5, 0.0, 0.0), List.of(0.25, 1.0, 1.0)),
                        NOWHERE);
        ArraySample sample = (ArraySample) source.load(0);
        assertThat(sample.id()).isEqualTo("red.png");
        assertThat(sample.tensors().get("0").shape()).containsExactly(3, 2, 3);
        float[] values = sample.tensors().get("0").toFloats();
        assertThat(values[0]).isEqualTo(2f); // (1 - 0.5) / 0.25
        assertThat(values[6]).isEqualTo(0.2f); // 0x33 / 0xff
        assertThat(values[17]).isZero();
    }

    @Test
    void aFileThatIsNotThereIsToldSo() {
        assertThatThrownBy(() ->
                        new ArraysKind().open(new ArraysOptions(folder.resolve("no.npy"), Optional.empty()), NOWHERE))
                .hasMessageContaining("There is no file or folder");
        assertThatThrownBy(() -> new ArraysKind().open(new ArraysOptions(folder, Optional.empty()), NOWHERE))
                .hasMessageContaining("for pictures write samples.kind: pictures");
    }
}
