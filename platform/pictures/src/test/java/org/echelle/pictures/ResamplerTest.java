package org.echelle.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Checksums come from Pillow (12.3.0 for bytes, 9.4.0 for real numbers) on the same pictures. */
class ResamplerTest {
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

    /** Width, height, new width, new height, filter, CRC-32 of the bytes of Pillow's result in mode F, least significant first. */
    private static final String REAL = """
            31 47 20 17 BILINEAR f18bd4cd | 31 47 20 17 BICUBIC 813ab57d
            31 47 20 17 LANCZOS 93718da4 | 31 47 20 17 BOX 63b7e127
            31 47 20 17 HAMMING 869b21e7 | 13 9 20 17 BILINEAR 3c61db61
            13 9 20 17 BICUBIC 3b3afe53 | 13 9 20 17 LANCZOS ee17588e
            13 9 20 17 BOX 1c20e24f | 13 9 20 17 HAMMING fcdf3879
            64 64 7 5 BILINEAR 6509dba5 | 64 64 7 5 BICUBIC 2027302e
            64 64 7 5 LANCZOS 702e6219 | 64 64 7 5 BOX d95bd603
            64 64 7 5 HAMMING 18289072
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

    @Test
    void resizesRealNumbersToTheBitAsPillow() {
        for (String row : REAL.split("[|\n]")) {
            String[] f = row.trim().split(" ");
            int[] n = new int[4];
            for (int i = 0; i < 4; i++) {
                n[i] = Integer.parseInt(f[i]);
            }
            byte[] bytes = picture(n[0], n[1], 1);
            float[] reals = new float[bytes.length];
            for (int i = 0; i < reals.length; i++) {
                reals[i] = (bytes[i] & 0xff) / 255f;
            }
            float[] resized = Resampler.resize(reals, n[0], n[1], 1, n[2], n[3], Interpolation.valueOf(f[4]));
            ByteBuffer raw = ByteBuffer.allocate(4 * resized.length).order(ByteOrder.LITTLE_ENDIAN);
            raw.asFloatBuffer().put(resized);
            assertThat(crc(raw.array())).as(row).isEqualTo(f[5]);
        }
    }

    @Test
    void halvingARampGivesTheTriangleOfTwoPixels() {
        // inside, weights of 1/8, 3/8, 3/8, 1/8; at the edge the first is cut off and the rest is normalised
        float[] ramp = {0, 1, 2, 3, 4, 5, 6, 7};

        float[] half = Resampler.resize(ramp, 8, 1, 1, 4, 1, Interpolation.BILINEAR);

        assertThat(half[1]).isCloseTo(2.5f, within(1e-6f));
        assertThat(half[2]).isCloseTo(4.5f, within(1e-6f));
        assertThat(half[0]).isCloseTo((0 * 3 + 1 * 3 + 2 * 1) / 7f, within(1e-6f));
        assertThat(half[3]).isCloseTo((7 * 3 + 6 * 3 + 5 * 1) / 7f, within(1e-6f));
    }

    @Test
    void whatHasItsSizeIsHandedBack() {
        byte[] bytes = picture(5, 4, 3);
        float[] reals = new float[20];

        assertThat(Resampler.resize(bytes, 5, 4, 3, 5, 4, Interpolation.LANCZOS))
                .isSameAs(bytes);
        assertThat(Resampler.resize(reals, 5, 4, 1, 5, 4, Interpolation.BILINEAR))
                .isSameAs(reals);
    }

    @Test
    void filtersAreFoundByTheirNumbersAndNamesAndOthersAreRefused() {
        assertThat(Interpolation.numbered(3)).isEqualTo(Interpolation.named("bicubic"));
        assertThatThrownBy(() -> Interpolation.numbered(9))
                .isInstanceOf(PicturesException.class)
                .hasMessage("The resampling filter number 9 is not known (0 to 5 are).");
        assertThatThrownBy(() -> Interpolation.named("spline"))
                .isInstanceOf(PicturesException.class)
                .hasMessageContaining("The interpolation spline is not known; known are nearest, box");
    }
}
