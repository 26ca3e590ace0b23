package org.echelle.medical.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Mask;
import org.echelle.medical.images.Photometric;
import org.echelle.medical.images.Volume;
import org.echelle.medical.privacy.Keys;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small files written and compressed by other programs (pydicom, DCMTK, GDCM): {@code made/make.py} makes them from arrays and prints the
 * sums that stand here.
 */
class MadeFilesTest {
    private static final String GREY = "311167eb633eccc5475e7f51a2373292cded0b4dd0cecd052b2f7e70dab6b93a";
    private static final String COLOUR = "f43b0d92481ce4b100afcaa5301392f43e6ba55ed5937351297021a2b1243c41";

    static Path made(String name) {
        try {
            return Path.of(MadeFilesTest.class.getResource("made/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Volume read(String name) {
        return Told.READER.read(made(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "implicit.dcm",
                "deflated.dcm",
                "lossless1.dcm",
                "lossless2.dcm",
                "lossless4.dcm",
                "lossless5.dcm",
                "lossless6.dcm",
                "lossless7.dcm",
                "jls.dcm",
                "j2k.dcm"
            })
    void signedGreyValuesSurviveEveryLosslessEncoding(String name) {
        assertThat(Told.sha(read(name).frames())).isEqualTo(GREY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb_rle.dcm",
                "rgb_jls_line.dcm",
                "rgb_jls_sample.dcm",
                "rgb_jls_none.dcm",
                "rgb_lossless.dcm",
                "rgb_j2k.dcm",
                "rgb_planes.dcm",
                "rgb_big.dcm"
            })
    void coloursSurviveEveryLosslessEncodingAndOrderOfPlanes(String name) {
        Volume image = read(name);
        assertThat(image.photometric()).isEqualTo(Photometric.RGB);
        assertThat(Told.sha(image.frames())).isEqualTo(COLOUR);
    }

    @Test
    void theOnePredictorThatIsDecodedWronglyIsRefused() {
        // should the library be mended one day, this file reads like its sisters: then let it
        assertThatThrownBy(() -> read("lossless3.dcm"))
                .isInstanceOf(ImagingException.class)
                .hasMessageContaining("JPEG Lossless with selection value 3")
                .hasMessageContaining("gdcmconv --raw");
    }

    @Test
    void nearLosslessJpegLsEqualsDcmtksDecoder() {
        assertThat(Told.sha(read("jls_near.dcm").frames()))
                .isEqualTo("93e6b716e9c7b8c95fe38ac0d365bfb1c6f12dbe9a99d9afedb943e4e8953f4d");
    }

    @Test
    void halvedColoursWithoutCompressionAreSpreadAndTurnedToRgb() {
        assertThat(Told.sha(read("ybr422.dcm").frames()))
                .isEqualTo("d5a263d367d59a48d4cf8c37fe318816349bfc7f83dd2ca0459883e9e350933b");
    }

    @Test
    void fragmentsAreJoinedToFramesByTheTableOfOffsets() {
        Volume image = read("jls_frames.dcm");
        assertThat(image.frames()).hasSize(3);
        for (float[] frame : image.frames()) {
            assertThat(Told.sha(List.of(frame))).isEqualTo(GREY);
        }
    }

    @Test
    void framesOfSingleBitsNeedNotEndWithAByte() {
        assertThat(Told.sha(read("bits.dcm").frames()))
                .isEqualTo("f29daea4e282176bc412e95f1750ec24f4c2275bccc74f09a96f46af1a0f175b");
    }

    @Test
    void tablesTakeThePlaceOfSlopeAndWindow() {
        Volume image = read("tables.dcm");
        assertThat(Told.sha(image.frames()))
                .isEqualTo("ea6d5c9dd67e75c11442e3a6fb77f524dc3c6e7643cb776d3b21be54355ff136");
        float[] shown = image.frames().get(0).clone();
        for (int i = 0; i < shown.length; i++) {
            shown[i] = Math.round(255 * image.defaultVoi().shade(shown[i]));
        }
        assertThat(Told.sha(List.of(shown)))
                .isEqualTo("7e8c1545a9e6ff04db09f75064482ad3a395a0bf47ceebbe71872d9203fed74c");
    }

    @Test
    void framesOfAnEnhancedImageHaveSlopesAndPlacesOfTheirOwn() {
        Volume image = read("enhanced.dcm");
        assertThat(Told.sha(image.frames()))
                .isEqualTo("8014018763b4d20c9268a3a5ada5a3d01bb52b5dd3a1eb5837cae200bb6920f2");
        // columns run along y, rows against z, so the normal is -x; the second frame lies at larger x
        Affine place = image.place().orElseThrow();
        assertThat(image.spacing().slice()).isEqualTo(4);
        assertThat(place.apply(0, 0, 1)).containsExactly(-14, -20, 30);
        assertThat(place.apply(2, 1, 0)).containsExactly(-10, -20.5, 29.5);
        assertThat(place.axisCodes()).isEqualTo("PIL");
    }

    @Test
    void floatsAreReadAsTheyAre() {
        Volume image = read("floats.dcm");
        assertThat(image.frames().get(0)).startsWith(-42.857143f, -37.142857f, -31.428572f);
        assertThat(Told.sum(image.frames())).isCloseTo(3476.000037789345, within(1e-3));
    }

    @Test
    void contoursInMillimetresAreDrawnOnTheSliceTheyLieOn() {
        Contours contours = Contours.read(made("contours.dcm"), Keys.withSalt("test"));
        assertThat(contours.contours()).hasSize(1);
        Contours.Contour square = contours.contours().get(0);
        assertThat(square.label()).isEqualTo("square");
        // LPS origin (10, 20, 5), 0.25 mm columns, 0.5 mm rows: x from 10.375 to 11.375 encloses columns 2 to 5,
        // y from 20.75 to 22.75 encloses rows 2 to 5
        Affine place = new Affine(new double[] {-0.25, 0, 0, -10, 0, -0.5, 0, -20, 0, 0, 2, 5});
        Volume image = image(12, 10, place);
        boolean[] inside = square.within(image, 0);
        List<Integer> wanted = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            if (i / 10 >= 2 && i / 10 <= 5 && i % 10 >= 2 && i % 10 <= 5) {
                wanted.add(i);
            }
            if (inside[i]) {
                got.add(i);
            }
        }
        assertThat(got).isEqualTo(wanted);
        assertThat(square.within(image, 1)).doesNotContain(true);
    }

    static Volume image(int rows, int columns, Affine place) {
        return new Volume(
                List.of(new float[rows * columns]),
                rows,
                columns,
                1,
                1,
                org.echelle.medical.images.Spacing.UNKNOWN,
                Photometric.MONOCHROME2,
                List.of(),
                java.util.Optional.of(place),
                "",
                new java.util.TreeMap<>(),
                org.echelle.medical.images.Identity.NOBODY);
    }

    @Test
    void aRealSegmentationNamesItsSegmentAndSource() {
        Path file = Shared.file("assets/medical/dicom/liver_1frame.dcm");
        Segmentation liver = Segmentation.read(file, Keys.withSalt("test"));
        assertThat(liver.masks()).hasSize(1);
        Mask mask = liver.masks().get(0);
        assertThat(mask.label()).isEqualTo("Liver");
        // pydicom: 36233 pixels, the first in row 145, column 254, the last in row 366, column 155
        double sum = 0;
        int first = -1;
        int last = -1;
        for (int i = 0; i < mask.weights().length; i++) {
            sum += mask.weights()[i];
            if (mask.weights()[i] > 0) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        assertThat(sum).isEqualTo(36233);
        assertThat(first).isEqualTo(145 * 512 + 254);
        assertThat(last).isEqualTo(366 * 512 + 155);
        assertThat(mask.source())
                .isEqualTo(Keys.withSalt("test")
                        .key("image", "1.2.392.200103.20080913.113635.2.2009.6.22.21.43.10.23433.1")
                        .orElseThrow());
        assertThat(liver.volume().spacing().row()).isEqualTo(0.810547);
        assertThat(liver.volume().place().orElseThrow().apply(0, 0, 0)).containsExactly(235.2, 226.8, -128.69);
    }

    @Test
    void aRealOverlayLiesWherePydicomHasIt() {
        List<Mask> planes = Overlays.read(Shared.file("assets/medical/dicom/examples_overlay.dcm"));
        assertThat(planes).hasSize(1);
        float[] bits = planes.get(0).weights();
        // overlay_array(0x6000): 222 bits, the first at (36, 420), the last at (299, 422); its origin is 1, 1
        assertThat(Told.sum(List.of(bits))).isEqualTo(222);
        assertThat(bits[36 * 484 + 420]).isEqualTo(1);
        assertThat(bits[299 * 484 + 422]).isEqualTo(1);
    }
}
