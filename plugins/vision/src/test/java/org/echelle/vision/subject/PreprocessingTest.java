package org.echelle.vision.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.zip.CRC32;
import org.echelle.api.BadSampleException;
import org.echelle.vision.ImageSample;
import org.junit.jupiter.api.Test;

/** Checksums come from Pillow 12.3.0 on the same pictures. */
class PreprocessingTest {
    /** Width, height, channels, new width, new height, filter, CRC-32 of Pillow's result. */
    private static final String PILLOW = """
            13 9 3 7 5 NEAREST 7837a35e | 13 9 3 7 5 BOX fabdf073
            13 9 3 7 5 BILINEAR 5dbee06c | 13 9 3 7 5 HAMMING 48cc57d6
            13 9 3 7 5 BICUBIC b47132c3 | 13 9 3 7 5 LANCZOS dfb5d3e3
            13 9 3 20 17 NEAREST 5c8fa6d8 | 13 9 3 20 17 BOX 5c8fa6d8
            13 9 3 20 17 BILINEAR d79decab | 13 9 3 20 17 HAMMING aac9a2d8
            13 9 3 20 17 BICUBIC f5c9c332 | 13 9 3 20 17 LANCZOS a4f81d23
            13 9 3 13 30 NEAREST ac0e9aed | 13 9 3 13 30 BOX ac0e9aed
            13 9 3 13 30 BILINEAR bf5db672 | 13 9 3 13 30 HAMMING 5ad67f14
            13 9 3 13 30 BICUBIC b3b864bb | 13 9 3 13 30 LANCZOS 126a7943
            13 9 3 224 224 NEAREST 10eddf9c | 13 9 3 224 224 BOX 10eddf9c
            13 9 3 224 224 BILINEAR b651b28f | 13 9 3 224 224 HAMMING 849e2ad6
            13 9 3 224 224 BICUBIC 0e8499be | 13 9 3 224 224 LANCZOS 55dc0c73
            31 47 1 7 5 NEAREST 4bb1825a | 31 47 1 7 5 BOX 6ef0e95d
            31 47 1 7 5 BILINEAR 87424b43 | 31 47 1 7 5 HAMMING 079ac4f8
            31 47 1 7 5 BICUBIC b2097b45 | 31 47 1 7 5 LANCZOS 43e46068
            31 47 1 20 17 NEAREST 5a498282 | 31 47 1 20 17 BOX 629ed0b5
            31 47 1 20 17 BILINEAR 9d93a9de | 31 47 1 20 17 HAMMING fbde22bd
            31 47 1 20 17 BICUBIC 6a8d73f3 | 31 47 1 20 17 LANCZOS 5df34097
            31 47 1 13 30 NEAREST 6e283a54 | 31 47 1 13 30 BOX b494d6fb
            31 47 1 13 30 BILINEAR 5de4ac86 | 31 47 1 13 30 HAMMING 5f3a5071
            31 47 1 13 30 BICUBIC 60e57abd | 31 47 1 13 30 LANCZOS 737d51c1
            31 47 1 224 224 NEAREST aebc8fc6 | 31 47 1 224 224 BOX aebc8fc6
            31 47 1 224 224 BILINEAR 94c5a218 | 31 47 1 224 224 HAMMING 11cb509d
            31 47 1 224 224 BICUBIC ca5f7dfe | 31 47 1 224 224 LANCZOS ef917393
            64 64 3 7 5 NEAREST f1d98a55 | 64 64 3 7 5 BOX 8c42355e
            64 64 3 7 5 BILINEAR dab3c841 | 64 64 3 7 5 HAMMING 09586e57
            64 64 3 7 5 BICUBIC b29813c1 | 64 64 3 7 5 LANCZOS 61e93eff
            64 64 3 20 17 NEAREST a450450c | 64 64 3 20 17 BOX b9e6b29f
            64 64 3 20 17 BILINEAR 28825730 | 64 64 3 20 17 HAMMING 03fda5c4
            64 64 3 20 17 BICUBIC 76611a57 | 64 64 3 20 17 LANCZOS 5a9274d0
            64 64 3 13 30 NEAREST 186ddbfa | 64 64 3 13 30 BOX 96d7df3b
            64 64 3 13 30 BILINEAR 16891136 | 64 64 3 13 30 HAMMING 841838aa
            64 64 3 13 30 BICUBIC f854ed2c | 64 64 3 13 30 LANCZOS c4ebbcfa
            64 64 3 224 224 NEAREST c79bf7e9 | 64 64 3 224 224 BOX dc4eca1b
            64 64 3 224 224 BILINEAR ecd40892 | 64 64 3 224 224 HAMMING 87eb0f86
            64 64 3 224 224 BICUBIC ffb3283b | 64 64 3 224 224 LANCZOS 6d3867bd
            """;

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

    @Test
    void resizesToTheBitAsPillow() {
        for (String row : PILLOW.split("[|\n]")) {
            String[] f = row.trim().split(" ");
            int[] n = new int[5];
            for (int i = 0; i < 5; i++) {
                n[i] = Integer.parseInt(f[i]);
            }
            byte[] resized = Resampler.resize(
                    picture(n[0], n[1], n[2]), n[0], n[1], n[2], n[3], n[4], Interpolation.valueOf(f[5]));
            assertThat(crc(resized)).as(row).isEqualTo(f[6]);
        }
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
