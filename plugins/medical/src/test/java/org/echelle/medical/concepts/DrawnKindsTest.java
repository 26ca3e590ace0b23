package org.echelle.medical.concepts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Axis;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.EchelleException;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.Sites;
import org.echelle.medical.MedicalException;
import org.echelle.medical.TestContext;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.samples.ScansKind;
import org.echelle.medical.samples.ScansOptions;
import org.echelle.medical.subject.MedicalSubject;
import org.echelle.pictures.Placement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Masks of pydicom's and nibabel's making on the images that they were drawn on. The subject sees every pixel as a cell of its own, so that
 * rows of cells are pixels: where they must be stands in {@code make.py}.
 */
class DrawnKindsTest {
    @TempDir
    Path folder;

    private Path images;
    private Path masks;

    @BeforeEach
    void folders() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        masks = Files.createDirectory(folder.resolve("masks"));
    }

    private static void copy(String made, Path to) {
        try {
            Path file = Path.of(DrawnKindsTest.class
                    .getResource("/org/echelle/medical/" + made)
                    .toURI());
            Files.copy(file, to);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Films go in as they are, a cell a pixel. */
    private static MedicalSubject seeing(int columns, int rows) {
        return (MedicalSubject) Proxy.newProxyInstance(
                DrawnKindsTest.class.getClassLoader(),
                new Class<?>[] {MedicalSubject.class},
                (p, method, a) -> switch (method.getName()) {
                    case "placement" -> new Placement(1, 1, 0, 0);
                    case "inputWidth" -> columns;
                    case "inputHeight" -> rows;
                    case "gridSize" -> new int[] {rows, columns};
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static ConceptsTest.Told annotate(ConceptSource source, int sample, int columns, int rows) {
        HookPoint hook = new HookPoint(
                "map",
                1,
                HookPoint.Layout.WIDTH_SECOND,
                List.of(new Axis("y", rows), new Axis("x", columns)),
                "every pixel");
        ConceptsTest.Told told = new ConceptsTest.Told();
        source.annotate(sample, new SampleSites(hook, Sites.grid(0, rows, columns)), told);
        return told;
    }

    private static SampleSource dicom(Path path, TestContext context) {
        return ScansKind.dicom().open(new ScansOptions(path, List.of(), 1, Optional.empty(), "a secret"), context);
    }

    private static SampleSource nifti(Path path, TestContext context) {
        return ScansKind.nifti().open(new ScansOptions(path, List.of(), 1, Optional.empty(), "a secret"), context);
    }

    private static ConceptSource drawn(DrawnKind kind, Path path, SampleSource samples, TestContext context) {
        return kind.open(new DrawnOptions(path, 0.5), seeing(10, 12), samples, context);
    }

    private static List<Integer> square() {
        List<Integer> pixels = new ArrayList<>();
        for (int y = 2; y < 6; y++) {
            for (int x = 2; x < 6; x++) {
                pixels.add(10 * y + x);
            }
        }
        return pixels;
    }

    @Test
    void segmentsLieOnThePixelsTheyWereDrawnOnAndAreNoFilmsThemselves() {
        copy("dicom/made/drawn_slice.dcm", images.resolve("a.dcm"));
        copy("dicom/made/drawn_seg.dcm", images.resolve("b.dcm"));
        try (TestContext context = new TestContext();
                SampleSource samples = dicom(images, context);
                ConceptSource source = drawn(DrawnKind.segmentations(), images, samples, context)) {
            assertThat(samples.size()).isEqualTo(1);
            assertThat(context.notes().toString()).contains("1 file is a segmentation (DICOM SEG) and no film;");
            assertThat(source.concepts().stream().map(Concept::id))
                    .containsExactly("area/edge", "area/liver", "area/never");
            ConceptsTest.Told told = annotate(source, 0, 10, 12);
            assertThat(told.sites.get(0)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(told.sites.get(1)).containsExactlyElementsOf(square());
            assertThat(told.sites).doesNotContainKey(2); // looked for and not there
            assertThat(told.unknownSites).isZero();
        }
    }

    @Test
    void aSegmentationWithoutSourcesGoesByItsPlaceInItsStudyOnly() {
        copy("dicom/made/drawn_slice.dcm", images.resolve("a.dcm"));
        copy("dicom/made/drawn_unnamed.dcm", masks.resolve("b.dcm"));
        try (TestContext context = new TestContext();
                SampleSource samples = dicom(images, context)) {
            try (ConceptSource source = drawn(DrawnKind.segmentations(), masks, samples, context)) {
                // its second frame lies on a slice that is not here
                ConceptsTest.Told told = annotate(source, 0, 10, 12);
                assertThat(told.sites).containsOnlyKeys(1);
                assertThat(told.sites.get(1)).containsExactlyElementsOf(square());
            }
            Path other = masks.resolve("c.dcm");
            copy("dicom/made/drawn_other_study.dcm", other);
            assertThatThrownBy(() -> drawn(DrawnKind.segmentations(), other, samples, context))
                    .isInstanceOf(MedicalException.class)
                    .hasMessageContaining("another series");
        }
    }

    @Test
    void aMaskOfAnotherPlaceOrAnotherSeriesIsRefusedWithBothGeometries() {
        copy("dicom/made/drawn_slice.dcm", images.resolve("a.dcm"));
        copy("dicom/made/drawn_elsewhere.dcm", masks.resolve("far.dcm"));
        copy("dicom/made/drawn_stranger.dcm", masks.resolve("other.dcm"));
        try (TestContext context = new TestContext();
                SampleSource samples = dicom(images, context)) {
            assertThatThrownBy(() -> drawn(DrawnKind.segmentations(), masks.resolve("far.dcm"), samples, context))
                    .isInstanceOf(ImagingException.class)
                    .hasMessageStartingWith("far.dcm: ")
                    .hasMessageContaining("elsewhere in the patient")
                    // LPS y 21 and 20 are RAS y -21 and -20
                    .hasMessageContaining("mask [-0.25 0 0 -10][0 -0.5 0 -21]")
                    .hasMessageContaining("image [-0.25 0 0 -10][0 -0.5 0 -20]");
            assertThatThrownBy(() -> drawn(DrawnKind.segmentations(), masks.resolve("other.dcm"), samples, context))
                    .isInstanceOf(MedicalException.class)
                    .hasMessageContaining("other.dcm was drawn on another series")
                    .hasMessageContaining("10 columns x 12 rows x 1 slice at");
            copy("dicom/made/drawn_seg.dcm", masks.resolve("right.dcm"));
            masks.resolve("far.dcm").toFile().delete();
            drawn(DrawnKind.segmentations(), masks, samples, context).close();
            assertThat(context.notes().toString()).contains("1 of 2 segmentations are left out; the first: other.dcm");
            assertThatThrownBy(() -> drawn(DrawnKind.contours(), masks, samples, context))
                    .hasMessageContaining("no file of modality RTSTRUCT");
        }
    }

    @Test
    void contoursLieOnTheirImageAndAnotherPlaceOrAPictureIsRefused() throws IOException {
        copy("dicom/made/drawn_slice.dcm", images.resolve("a.dcm"));
        copy("dicom/made/contours.dcm", masks.resolve("c.dcm"));
        try (TestContext context = new TestContext();
                SampleSource samples = dicom(images, context)) {
            try (ConceptSource source = drawn(DrawnKind.contours(), masks, samples, context)) {
                assertThat(source.concepts().stream().map(Concept::id)).containsExactly("area/square");
                assertThat(annotate(source, 0, 10, 12).sites.get(0)).containsExactlyElementsOf(square());
            }
            // z of the first image's position from 5 to 9: two slices off the line
            byte[] slice = Files.readAllBytes(images.resolve("a.dcm"));
            String text = new String(slice, java.nio.charset.StandardCharsets.ISO_8859_1);
            Path moved = Files.createDirectory(folder.resolve("moved"));
            Files.write(
                    moved.resolve("a.dcm"),
                    text.replace("10.0\\20.0\\5.0", "10.0\\20.0\\9.0")
                            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            try (SampleSource other = dicom(moved, context)) {
                assertThatThrownBy(() -> drawn(DrawnKind.contours(), masks, other, context))
                        .isInstanceOf(ImagingException.class)
                        .hasMessageContaining("c.dcm: Its contour \"square\" names the image a.dcm")
                        .hasMessageContaining("[-10.38 -20.75 5] RAS mm")
                        .hasMessageContaining("[0 0 2 9]");
            }
        }
        javax.imageio.ImageIO.write(
                new java.awt.image.BufferedImage(4, 4, java.awt.image.BufferedImage.TYPE_BYTE_GRAY),
                "png",
                masks.resolve("x.png").toFile());
        try (TestContext context = new TestContext();
                SampleSource pictures = ConceptsTest.pictures(masks, context)) {
            assertThatThrownBy(() -> drawn(DrawnKind.contours(), masks, pictures, context))
                    .isInstanceOf(EchelleException.class)
                    .hasMessageContaining("use masks for pictures");
        }
    }

    @Test
    void labelVolumesLieVoxelOnVoxelAndOthersAreRefusedOrUnknown() {
        copy("nifti/made/u1.nii", images.resolve("one.nii"));
        copy("nifti/made/u2.nii", images.resolve("two.nii"));
        copy("nifti/made/labels.nii", masks.resolve("one.nii"));
        LabelVolumesOptions all = new LabelVolumesOptions(masks, "*.nii", Map.of(), 0.5);
        LabelVolumesOptions named = new LabelVolumesOptions(masks, "*.nii", Map.of("tumour", 1), 0.5);
        try (TestContext context = new TestContext();
                SampleSource samples = nifti(images, context)) {
            assertThat(samples.size()).isEqualTo(4);
            try (ConceptSource source = new LabelVolumesKind().open(all, seeing(4, 3), samples, context)) {
                assertThat(source.concepts().stream().map(Concept::id)).containsExactly("area/label 1", "area/label 2");
                assertThat(annotate(source, 0, 4, 3).sites).containsOnlyKeys(0);
                assertThat(annotate(source, 0, 4, 3).sites.get(0)).containsExactly(0, 1);
                assertThat(annotate(source, 1, 4, 3).sites).containsOnlyKeys(1);
                assertThat(annotate(source, 1, 4, 3).sites.get(1)).hasSize(12);
                assertThat(annotate(source, 2, 4, 3).unknownSites).isEqualTo(24);
                assertThat(context.notes().toString()).contains("2 of 4 films are of series with masks");
            }
            try (ConceptSource source = new LabelVolumesKind().open(named, seeing(4, 3), samples, context)) {
                assertThat(source.concepts().stream().map(Concept::id)).containsExactly("area/tumour");
                assertThat(annotate(source, 1, 4, 3).sites).isEmpty();
            }
            copy("nifti/made/labels_moved.nii", masks.resolve("two.nii"));
            assertThatThrownBy(() -> new LabelVolumesKind().open(all, seeing(4, 3), samples, context))
                    .isInstanceOf(ImagingException.class)
                    .hasMessageStartingWith("two.nii: The mask lies elsewhere")
                    .hasMessageContaining("[0 2 0 6]")
                    .hasMessageContaining("[0 2 0 5]");
        }
    }
}
