package org.echelle.medical;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sound files changed at random: each is read, or refused by the readers' own exception with a sentence, and allocates no more than a
 * bound that does not follow what the file claims. Long runs' results stand in {@code LONG-TESTS.md}.
 */
class ReadersFuzzTest {
    private static final int[] TELLING = {0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF, 8, 16, 32};

    enum Kind {
        PLAIN_DICOM(
                "dicom",
                "implicit|deflated|bits|tables|enhanced|ybr422|rgb_big|rgb_planes|rgb_rle|floats|contours|drawn_seg"),
        JPEG_LS("dicom", "jls.*|rgb_jls.*"),
        JPEG_LOSSLESS("dicom", "lossless.|rgb_lossless"),
        JPEG_2000("dicom", "j2k|rgb_j2k"),
        NIFTI("nifti", "..|pair");

        private final String folder;
        private final String names;

        Kind(String folder, String names) {
            this.folder = folder;
            this.names = names;
        }

        List<byte[]> sound() {
            try (Stream<Path> all = Files.list(
                    Path.of(ReadersFuzzTest.class.getResource(folder + "/made").toURI()))) {
                List<byte[]> files = new ArrayList<>();
                for (Path p : all.filter(f -> f.getFileName().toString().matches("(" + names + ")\\.(dcm|nii|hdr)"))
                        .sorted()
                        .toList()) {
                    files.add(Files.readAllBytes(p));
                }
                return files;
            } catch (IOException | URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aThousandChangedFilesAreReadOrRefusedWithASentence(Kind kind) throws IOException {
        change(kind, 1_000);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aMillionChangedFilesAreReadOrRefusedWithASentence(Kind kind) throws IOException {
        change(kind, 1_000_000);
    }

    private void change(Kind kind, int times) throws IOException {
        List<byte[]> sound = kind.sound();
        assertThat(sound).isNotEmpty();
        Random random = new Random(7);
        int read = 0;
        // where a pair's values are sought
        Files.write(folder.resolve("x.img"), new byte[64]);
        for (int i = 0; i < times; i++) {
            byte[] changed = changed(sound.get(random.nextInt(sound.size())), random);
            try {
                Path file = folder.resolve(kind == Kind.NIFTI ? "x.hdr" : "x");
                read += FuzzTarget.holdToItsWord(file, changed, kind == Kind.PLAIN_DICOM) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                Path kept = Files.write(Path.of("target", "broke-" + kind + ".bin"), changed);
                throw new AssertionError("Input " + i + " of " + kind + " broke its reader; it is kept in " + kept, e);
            }
        }
        System.out.println(kind + ": " + times + " changed files, " + read + " read, the others refused");
    }

    /** One to four changes: a byte that formats mean something by, a bit, a piece cut out, doubled or cut off. */
    private static byte[] changed(byte[] sound, Random random) {
        byte[] b = sound.clone();
        for (int n = 1 + random.nextInt(4); n > 0 && b.length > 8; n--) {
            int at = random.nextInt(b.length);
            int length = 1 + random.nextInt(Math.min(16, b.length - at));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> b[at] = (byte) TELLING[random.nextInt(TELLING.length)];
                case 3, 4 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 5 -> {
                    byte[] shorter = Arrays.copyOf(b, b.length - length);
                    System.arraycopy(b, at + length, shorter, at, b.length - at - length);
                    b = shorter;
                }
                case 6 -> {
                    byte[] longer = Arrays.copyOf(b, b.length + length);
                    System.arraycopy(b, at, longer, at + length, b.length - at);
                    b = longer;
                }
                default -> b = random.nextInt(8) == 0 ? Arrays.copyOf(b, at) : b;
            }
        }
        return b;
    }
}
