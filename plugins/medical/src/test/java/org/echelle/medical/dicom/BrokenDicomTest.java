package org.echelle.medical.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.ImageReaders;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Masks;
import org.echelle.medical.images.Volume;
import org.echelle.medical.privacy.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of bad file is told in a sentence that names the file and a way out. */
class BrokenDicomTest {
    private static final Keys KEYS = Keys.withSalt("test");

    @TempDir
    Path folder;

    private void refused(byte[] bytes, String... parts) throws IOException {
        Path file = Files.write(folder.resolve("x.dcm"), bytes);
        assertThatThrownBy(() -> ImageReaders.all(KEYS).read(file))
                .isInstanceOf(ImagingException.class)
                .hasMessageContainingAll(parts)
                .hasMessageStartingWith("x.dcm");
    }

    @Test
    void aSoundSliceIsRead() {
        Volume slice = Told.READER.read(DicomBytes.slice("1.2.3.9", 4).in(folder, "a"));
        assertThat(slice.frames().get(0)).containsExactly(4, 1, 2, 3);
    }

    @Test
    void everyTruncationIsARefusalThatSaysTruncatedOrBroken() throws IOException {
        byte[] sound = DicomBytes.slice("1.2.3.9", 4).bytes();
        for (int n = 160; n < sound.length; n++) {
            Path file = Files.write(folder.resolve("x.dcm"), Arrays.copyOf(sound, n));
            assertThatThrownBy(() -> Told.READER.read(file))
                    .isInstanceOf(ImagingException.class)
                    .hasMessageMatching("x.dcm: .*(truncated|missing|no image).*\\.");
        }
        refused(
                Arrays.copyOf(sound, sound.length - 3),
                "The file is truncated: element (7FE0,0010) needs 8 bytes",
                "5 are left; fetch the file again");
    }

    @Test
    void missingPixelDataAreTold() throws IOException {
        refused(
                DicomBytes.slice("1.2.3.9", 4).without(Tag.PIXEL_DATA).bytes(),
                "2 x 2 values of 16 bits",
                "its pixel data are missing");
    }

    @Test
    void tooFewPixelsAreTold() throws IOException {
        refused(
                DicomBytes.slice("1.2.3.9", 4).number(Tag.ROWS, 3).bytes(),
                "have 8 bytes",
                "need 12: the file is truncated");
    }

    @ParameterizedTest
    @CsvSource({
        // neither GDCM nor DCMTK decodes any of these, so that each needs a way of its own
        "1.2.840.10008.1.2.4.107, HEVC/H.265 Main Profile (1.2.840.10008.1.2.4.107), ffmpeg",
        "1.2.840.10008.1.2.4.108, HEVC/H.265 Main 10 Profile (1.2.840.10008.1.2.4.108), ffmpeg",
        "1.2.840.10008.1.2.4.100, 'MPEG2 Main Profile, Main Level (1.2.840.10008.1.2.4.100)', samples.kind: pictures",
        "1.2.840.10008.1.2.4.201, High-Throughput JPEG 2000 Lossless (1.2.840.10008.1.2.4.201), pylibjpeg-openjpeg",
        "1.2.840.10008.1.2.4.110, JPEG XL Lossless (1.2.840.10008.1.2.4.110), from its archive",
        "1.2.840.10008.1.2.4.92, JPEG 2000 Part 2 Lossless (1.2.840.10008.1.2.4.92), from its archive"
    })
    void aSyntaxWithoutCodecIsToldWithAWayOutThatWorks(String uid, String told, String way) throws IOException {
        byte[] items = {
            (byte) 0xFE,
            (byte) 0xFF,
            0,
            (byte) 0xE0,
            0,
            0,
            0,
            0,
            (byte) 0xFE,
            (byte) 0xFF,
            0,
            (byte) 0xE0,
            2,
            0,
            0,
            0,
            1,
            2,
            (byte) 0xFE,
            (byte) 0xFF,
            (byte) 0xDD,
            (byte) 0xE0,
            0,
            0,
            0,
            0
        };
        byte[] head = DicomBytes.slice("1.2.3.9", 4).without(Tag.PIXEL_DATA).bytes(uid);
        byte[] pixels = {(byte) 0xE0, 0x7F, 0x10, 0, 'O', 'B', 0, 0, -1, -1, -1, -1};
        byte[] all = Arrays.copyOf(head, head.length + pixels.length + items.length);
        System.arraycopy(pixels, 0, all, head.length, pixels.length);
        System.arraycopy(items, 0, all, head.length + pixels.length, items.length);
        refused(all, told, way);
    }

    /** Found by the fuzzer in files that GDCM had made: one asks for the thread's death, one throws a plain error. */
    @ParameterizedTest
    @ValueSource(strings = {"j2k_thread_death", "j2k_plain_error"})
    void aStreamForWhichItsDecoderGivesUpItsThreadIsOnlyRefused(String name) throws IOException {
        refused(broken(name), "A frame compressed as JPEG 2000 cannot be decoded");
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES) // where the reader does not come back, the build should
    void aStreamThatAsksForBitsBehindItsEndComesBack() throws IOException {
        Path file = Files.write(folder.resolve("x.dcm"), broken("j2k_endless"));
        assertThat(ImageReaders.all(KEYS).read(file).frames()).hasSize(1);
    }

    private byte[] broken(String name) throws IOException {
        try (java.io.InputStream in = getClass().getResourceAsStream("broken/" + name + ".dcm")) {
            return in.readAllBytes();
        }
    }

    @Test
    void anUnknownSyntaxIsTold() throws IOException {
        refused(DicomBytes.slice("1.2.3.9", 4).bytes("1.2.3.4"), "transfer syntax 1.2.3.4", "dcmconv +te");
    }

    @Test
    void whatIsNoImageFileIsTold() throws IOException {
        byte[] text = "hello, world, this is a text".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        refused(text, "This is no DICOM file"); // by its name it should be one
        Path other = Files.write(folder.resolve("x"), text);
        assertThatThrownBy(() -> ImageReaders.all(KEYS).read(other))
                .isInstanceOf(ImagingException.class)
                .hasMessageContaining("neither DICOM nor NIfTI");
    }

    @Test
    void slicesAreOrderedByPositionNotByName() {
        DicomBytes.slice("1.2.3.1", 9).in(folder, "a.dcm");
        DicomBytes.slice("1.2.3.2", 3).in(folder, "b.dcm");
        DicomBytes.slice("1.2.3.3", 6).in(folder, "c.dcm");
        DicomBytes.slice("1.2.3.3", 6).in(folder, "copy.dcm");
        DicomBytes.slice("1.2.4.1", 0).text(Tag.SERIES_INSTANCE_UID, "1.2.4").in(folder, "other.dcm");
        SeriesFolder found = SeriesFolder.read(folder, KEYS);
        assertThat(found.series()).hasSize(2);
        Series series = found.series().stream()
                .filter(s -> s.files().size() == 3)
                .findFirst()
                .orElseThrow();
        assertThat(series.files().stream().map(f -> f.getFileName().toString()))
                .containsExactly("b.dcm", "c.dcm", "a.dcm");
        assertThat(series.spacing().slice()).isEqualTo(3);
        assertThat(series.notes())
                .containsExactly("1 of 4 files repeat an image that another file holds; each is taken once.");
        Volume stack = series.stack(Told.READER);
        assertThat(stack.frames().stream().map(f -> f[0])).containsExactly(3f, 6f, 9f);
        assertThat(stack.place().orElseThrow().apply(0, 0, 2)).containsExactly(0, 0, 9);
        assertThat(found.series().get(0).identity().patient())
                .isEqualTo(found.series().get(1).identity().patient());
    }

    @Test
    void gapsAreTold() {
        for (int height : List.of(0, 1, 2, 5)) {
            DicomBytes.slice("1.2.3." + height, height).in(folder, height + ".dcm");
        }
        Series series = SeriesFolder.read(folder, KEYS).series().get(0);
        assertThat(series.spacing().slice()).isNaN();
        assertThat(series.notes())
                .containsExactly(
                        "Slices are missing or unevenly spaced: 1 of 3 steps are longer than the shortest, 1.000 mm.");
    }

    @Test
    void mixedSizesSpacingsAndDirectionsInOneSeriesAreTold() throws IOException {
        DicomBytes.slice("1.2.3.1", 0).in(folder, "a.dcm");
        DicomBytes.slice("1.2.3.2", 1).text(Tag.PIXEL_SPACING, "0.6\\0.5").in(folder, "b.dcm");
        mixed("1 differ in pixel spacing from a.dcm");
        DicomBytes.slice("1.2.3.2", 1)
                .text(Tag.IMAGE_ORIENTATION, "1\\0\\0\\0\\0\\1")
                .in(folder, "b.dcm");
        mixed("1 differ in orientation from a.dcm");
        DicomBytes.slice("1.2.3.2", 1).number(Tag.ROWS, 1).in(folder, "b.dcm");
        mixed("1 differ in rows and columns from a.dcm");
    }

    private void mixed(String part) {
        assertThatThrownBy(() -> SeriesFolder.read(folder, KEYS))
                .isInstanceOf(ImagingException.class)
                .hasMessageContaining("A series of 2 files is mixed: " + part);
    }

    @Test
    void aMaskOfAnotherSizeOrPlaceIsTold() {
        double[] here = {-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0};
        double[] there = {-1, 0, 0, 5, 0, -1, 0, 0, 0, 0, 1, 0};
        Volume image = MadeFilesTest.image(4, 4, new Affine(here));
        Masks.check(image, MadeFilesTest.image(4, 4, new Affine(here)));
        assertThatThrownBy(() -> Masks.check(image, MadeFilesTest.image(4, 5, new Affine(here))))
                .isInstanceOf(ImagingException.class)
                .hasMessageContaining("The mask has 5 columns x 4 rows x 1 slice and the image 4 columns x 4 rows");
        assertThatThrownBy(() -> Masks.check(image, MadeFilesTest.image(4, 4, new Affine(there))))
                .isInstanceOf(ImagingException.class)
                .hasMessageContaining("lies elsewhere in the patient");
    }
}
