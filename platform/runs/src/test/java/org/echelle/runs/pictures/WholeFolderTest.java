package org.echelle.runs.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.echelle.runs.RunException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFolderTest {
    @TempDir
    Path dir;

    @Test
    void aFolderAppearsWholeOrNotAtAll() throws IOException {
        Path out = Files.createDirectory(dir.resolve("out"));
        try (WholeFolder left = new WholeFolder(out)) {
            Files.writeString(left.path().resolve("half"), "x");
        }
        assertThat(dir).isDirectoryNotContaining(p -> p.getFileName().toString().startsWith("."));
        assertThat(out).isEmptyDirectory();
        try (WholeFolder whole = new WholeFolder(out)) {
            Files.writeString(whole.path().resolve("all"), "x");
            whole.finish();
        }
        assertThat(out.resolve("all")).hasContent("x");
        assertThatThrownBy(() -> new WholeFolder(out))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("is not empty");
    }

    @Test
    void aSheetShowsPicturesRowByRowEnlarged() throws IOException {
        Picture red = new Picture(28, filled(0xff0000));
        Picture blue = new Picture(28, filled(0x0000ff));
        BufferedImage sheet = ImageIO.read(new ByteArrayInputStream(
                Picture.sheet(List.of(red, blue, blue), 2).png()));
        // 28 pixels twice as large, two pixels around each
        assertThat(sheet.getWidth()).isEqualTo(2 * 58 + 2);
        assertThat(sheet.getHeight()).isEqualTo(2 * 58 + 2);
        assertThat(sheet.getRGB(2, 2) & 0xffffff).isEqualTo(0xff0000);
        assertThat(sheet.getRGB(60, 57) & 0xffffff).isEqualTo(0x0000ff);
        assertThat(sheet.getRGB(2, 60) & 0xffffff).isEqualTo(0x0000ff);
        assertThat(sheet.getRGB(60, 60) & 0xffffff).isEqualTo(0xffffff);
        assertThat(sheet.getRGB(58, 2) & 0xffffff).isEqualTo(0xffffff);
    }

    private static int[] filled(int colour) {
        int[] rgb = new int[28 * 28];
        Arrays.fill(rgb, colour);
        return rgb;
    }
}
