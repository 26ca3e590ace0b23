package org.echelle.vision.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.echelle.api.BadSampleException;
import org.echelle.api.SampleSource;
import org.echelle.testkit.OpenedContext;
import org.echelle.testkit.Shared;
import org.echelle.vision.ImageSample;
import org.echelle.vision.VisionException;
import org.echelle.vision.VisionLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    @TempDir
    Path folder;

    private static SampleSource open(Path path) {
        return open(path, Optional.empty(), Optional.empty());
    }

    private static SampleSource open(Path path, Optional<Integer> limit, Optional<Long> seed) {
        return new ImagesKind(() -> VisionLimits.DEFAULT)
                .open(new ImagesOptions(path, limit, seed), OpenedContext.withoutEngine());
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static BufferedImage noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(3);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt(1 << 24));
        }
        return image;
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    @Test
    void aFolderTreeIsListedByCodePointWithoutHiddenFiles() throws IOException {
        byte[] png = encoded(noise(4, 3), "png");
        for (String name :
                new String[] {"b/2.png", "B/1.PNG", "a/x/3.png", ".git/4.png", "a/.DS_Store", "a/notes.txt"}) {
            put(name, png);
        }
        try (SampleSource source = open(folder)) {
            assertThat(IntStream.range(0, source.size()).mapToObj(source::id))
                    .containsExactly("B/1.PNG", "a/x/3.png", "b/2.png");
            assertThat(source.fingerprint()).hasSize(64);
        }
    }

    @Test
    void aPngKeepsItsBytes() throws IOException {
        put("p.png", encoded(noise(7, 5), "png"));
        try (SampleSource source = open(folder.resolve("p.png"))) {
            ImageSample picture = (ImageSample) source.load(0);
            assertThat(picture.width()).isEqualTo(7);
            assertThat(picture.height()).isEqualTo(5);
            assertThat(picture.channels()).isEqualTo(3);
            assertThat(picture.pixels()[(2 * 7 + 3) * 3 + 1] & 0xff)
                    .isEqualTo(noise(7, 5).getRGB(3, 2) >> 8 & 0xff);
        }
    }

    @Test
    void greyIsNotBrightenedAndSixteenBitsAreScaled() throws IOException {
        BufferedImage wide = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        wide.getRaster().setSample(0, 0, 0, 0x4040);
        wide.getRaster().setSample(1, 0, 0, 0xffff);
        ImageSample sixteen = PictureDecoder.decode("w", encoded(wide, "png"), 100);
        assertThat(sixteen.channels()).isEqualTo(1);
        assertThat(sixteen.pixels()).containsExactly(0x40, 0xff);
        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, 0xffffff);
        ImageSample one = PictureDecoder.decode("b", encoded(bits, "png"), 100);
        assertThat(one.channels()).isEqualTo(1);
        assertThat(one.pixels()).containsExactly(0, 0xff);
    }

    @Test
    void transparencyLiesOnWhite() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00123456);
        image.setRGB(1, 0, 0xff102030);
        image.setRGB(2, 0, 0x80000000);
        assertThat(PictureDecoder.decode("t", encoded(image, "png"), 100).pixels())
                .containsExactly(0xff, 0xff, 0xff, 0x10, 0x20, 0x30, 127, 127, 127);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
    void aPictureCutShortIsABadSample(String format) throws IOException {
        byte[] whole = encoded(noise(64, 64), format);
        assertThat(PictureDecoder.decode("whole", whole, 10_000).width()).isEqualTo(64);
        for (double share : new double[] {0.001, 0.02, 0.3, 0.6, 0.9}) {
            byte[] cut = Arrays.copyOf(whole, (int) (whole.length * share));
            assertThatThrownBy(() -> PictureDecoder.decode("cats/7." + format, cut, 10_000))
                    .as("%s at %s", format, share)
                    .isInstanceOf(BadSampleException.class)
                    .hasMessageContaining("cats/7." + format);
        }
    }

    @Test
    void aPictureOfTooManyPixelsIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] png = encoded(noise(64, 64), "png");
        assertThatThrownBy(() -> PictureDecoder.decode("big", png, 64 * 64 - 1))
                .isInstanceOf(BadSampleException.class)
                .hasMessageContaining("maximum_pixels");
    }

    @Test
    void anOrientationTagTurnsThePicture() throws IOException {
        BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64; i++) { // left half white
            image.getRaster().setSample(i % 8, i / 8, 0, 255);
        }
        byte[] plain = encoded(image, "jpg");
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0
        };
        byte[] turned = new byte[plain.length + exif.length];
        System.arraycopy(plain, 0, turned, 0, 2);
        System.arraycopy(exif, 0, turned, 2, exif.length);
        System.arraycopy(plain, 2, turned, 2 + exif.length, plain.length - 2);
        ImageSample picture = PictureDecoder.decode("t", turned, 1000);
        assertThat(picture.width()).isEqualTo(8);
        assertThat(picture.height()).isEqualTo(16);
        assertThat(picture.pixels()[0] & 0xff).isGreaterThan(250); // 6: a quarter clockwise, left becomes top
        assertThat(picture.pixels()[8 * 15] & 0xff).isLessThan(5);
    }

    @Test
    void aZipLosesTheFoldersThatAllShare() throws IOException {
        Path zip = folder.resolve("p.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : new String[] {"all/cat/1.png", "all/dog/2.png", "__MACOSX/all/cat/1.png"}) {
                out.putNextEntry(new ZipEntry(name));
                out.write(encoded(noise(3, 3), "png"));
            }
        }
        try (SampleSource source = open(zip)) {
            assertThat(source.size()).isEqualTo(2);
            assertThat(source.id(0)).isEqualTo("cat/1.png");
            assertThat(((ImageSample) source.load(1)).width()).isEqualTo(3);
        }
    }

    @Test
    void aFolderWithoutPicturesSaysWhatWasLookedFor() throws IOException {
        put("a/readme.txt", new byte[3]);
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(VisionException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(".png");
        assertThatThrownBy(() -> open(folder.resolve("none"))).hasMessageContaining("no file or folder");
    }

    @Test
    void aLimitSpreadsOverTheListOrFollowsItsSeed() {
        assertThat(Selection.of(10, Optional.of(5), Optional.empty())).containsExactly(0, 2, 4, 6, 8);
        assertThat(Selection.of(3, Optional.of(5), Optional.of(1L))).containsExactly(0, 1, 2);
        int[] some = Selection.of(1000, Optional.of(50), Optional.of(1L));
        assertThat(some).isSorted().doesNotHaveDuplicates().hasSize(50);
        assertThat(some)
                .isEqualTo(Selection.of(1000, Optional.of(50), Optional.of(1L)))
                .isNotEqualTo(Selection.of(1000, Optional.of(50), Optional.of(2L)));
    }

    @Test
    void theRealPicturesOfCifarAreAllRead() {
        try (SampleSource source = open(Shared.file("assets/vision/cifar10/test_jpeg_2000.zip"))) {
            assertThat(source.size()).isEqualTo(2000);
            assertThat(source.id(0)).isEqualTo("airplane/0000.jpg");
            for (int i = 0; i < source.size(); i += 40) {
                assertThat(((ImageSample) source.load(i)).pixels()).hasSize(3072);
            }
        }
    }
}
