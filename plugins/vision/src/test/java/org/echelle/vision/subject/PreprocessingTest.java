package org.echelle.vision.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.zip.CRC32;
import org.echelle.api.BadSampleException;
import org.echelle.pictures.Interpolation;
import org.echelle.pictures.Placement;
import org.echelle.vision.ImageSample;
import org.junit.jupiter.api.Test;

/** Checksums come from Pillow 12.3.0 on the same pictures. */
class PreprocessingTest {
    private static byte[] picture(int width, int height, int channels) {
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 37 + i * i / 3 * 11 + i % 7 * 29);
        }
        return pixels;
    }

    private static String crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return String.format("%08x", crc.getValue());
    }

    private static Preprocessing plain(int channels, Resize resize, int to, int size, boolean invert) {
        return new Preprocessing(
                channels,
                resize,
                to,
                to,
                size,
                size,
                Interpolation.BICUBIC,
                invert,
                List.of(0.0),
                List.of(1.0 / 255),
                "test");
    }

    @Test
    void turnsColourToGreyAsPillow() {
        byte[] pixels = picture(13, 9, 3);
        byte[] grey = new byte[13 * 9];
        for (int i = 0; i < grey.length; i++) {
            float[] one = new float[1];
            byte[] rgb = {pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]};
            plain(1, Resize.NONE, 0, 1, false).apply(new ImageSample("p", 1, 1, 3, rgb), one, 0);
            grey[i] = (byte) Math.round(one[0]);
        }
        assertThat(crc(grey)).isEqualTo("ff29fcf0");
    }

    @Test
    void repeatsGreyForColourAndOrdersChannelsFirst() {
        float[] values = new float[3 * 4];
        byte[] grey = {10, 20, 30, (byte) 200};
        plain(3, Resize.NONE, 0, 2, false).apply(new ImageSample("g", 2, 2, 1, grey), values, 0);
        assertThat(values)
                .containsExactly(new float[] {10, 20, 30, 200, 10, 20, 30, 200, 10, 20, 30, 200}, within(1e-4f));
    }

    @Test
    void inverts() {
        float[] values = new float[1];
        plain(1, Resize.NONE, 0, 1, true).apply(new ImageSample("g", 1, 1, 1, new byte[] {10}), values, 0);
        assertThat(values[0]).isCloseTo(245f, within(1e-4f));
    }

    @Test
    void normalisesEachChannel() {
        Preprocessing p = new Preprocessing(
                3,
                Resize.NONE,
                0,
                0,
                1,
                1,
                Interpolation.BOX,
                false,
                List.of(0.1, 0.2, 0.3),
                List.of(1.0, 2.0, 4.0),
                "");
        float[] values = new float[3];
        p.apply(new ImageSample("c", 1, 1, 3, new byte[] {51, 102, (byte) 255}), values, 0);
        assertThat(values).containsExactly(new float[] {0.1f, 0.1f, 0.175f}, within(1e-6f));
    }

    @Test
    void resizesTheShorterSideAndCropsTheCentre() {
        // 640 x 480 to 341 x 256 (341.33 is cut down), then 224 x 224: left (341 - 224) / 2 = 58.5, even is 58; top 16
        Placement p = plain(3, Resize.SHORTEST, 256, 224, false).placement(640, 480);
        assertThat(p.scaleX()).isEqualTo(341.0 / 640);
        assertThat(p.scaleY()).isEqualTo(256.0 / 480);
        assertThat(p.offsetX()).isEqualTo(-58);
        assertThat(p.offsetY()).isEqualTo(-16);
        assertThat(p.toImageX(p.toInputX(123.5))).isCloseTo(123.5, within(1e-9));
        assertThat(p.toInputY(240)).isCloseTo(112, within(1e-9));
    }

    @Test
    void placesPixelsWhereThePlacementSays() {
        byte[] pixels = new byte[12 * 8];
        pixels[5 * 12 + 7] = (byte) 255; // y 5, x 7
        Preprocessing p = plain(1, Resize.NONE, 0, 6, false);
        float[] values = new float[36];
        p.apply(new ImageSample("dot", 12, 8, 1, pixels), values, 0);
        Placement placement = p.placement(12, 8);
        int x = (int) placement.toInputX(7);
        int y = (int) placement.toInputY(5);
        assertThat(values[y * 6 + x]).isCloseTo(255f, within(1e-3f));
        assertThat(x).isEqualTo(4);
        assertThat(y).isEqualTo(4);
    }

    @Test
    void padsASmallPictureWithBlack() {
        Preprocessing p = plain(1, Resize.NONE, 0, 4, false);
        float[] values = new float[16];
        p.apply(new ImageSample("s", 2, 2, 1, new byte[] {1, 2, 3, 4}), values, 0);
        assertThat(values).containsExactly(new float[] {0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0}, within(1e-4f));
        assertThat(p.placement(2, 2).offsetX()).isEqualTo(1);
    }

    @Test
    void namesAPictureWhosePixelsDoNotFitItsSize() {
        ImageSample broken = new ImageSample("cat.png", 4, 4, 3, new byte[7]);
        assertThatThrownBy(() -> plain(3, Resize.NONE, 0, 4, false).apply(broken, new float[48], 0))
                .isInstanceOf(BadSampleException.class)
                .hasMessageContaining("cat.png");
    }

    @Test
    void refusesAMeanOfTheWrongLength() {
        assertThatThrownBy(() -> new Preprocessing(
                        3, Resize.NONE, 0, 0, 1, 1, Interpolation.BOX, false, List.of(0.1, 0.2), List.of(1.0), ""))
                .isInstanceOf(SubjectException.class)
                .hasMessageContaining("mean has 2 values");
    }
}
