package org.echelle.medical.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Photometric;
import org.echelle.medical.images.Volume;
import org.echelle.medical.images.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pixels of real files, all of them, beside what pydicom 2.3.1 (with GDCM 3.0 for compressed ones) makes of them.
 *
 * <p>The sums were made by {@code hashlib.sha256(dcmread(f).pixel_array.astype('<i4').tobytes())}.
 */
class RealPixelsTest {
    private static final String MR = "b8d9a6cee6ff2ea9edbe8b476e54b80cfab8c6a15aff4d431b6c38840a20f7df";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MR_small.dcm",
                "MR_small_bigendian.dcm",
                "MR_small_RLE.dcm",
                "MR_small_jp2klossless.dcm",
                "MR_small_jpeg_ls_lossless.dcm"
            })
    void oneMagneticResonanceImageIsTheSameInFiveEncodings(String name) {
        Volume mr = Told.asset(name);
        assertThat(Told.sha(mr.frames())).isEqualTo(MR);
        assertThat(mr.spacing().row()).isEqualTo(0.3125);
        assertThat(mr.spacing().slice()).isEqualTo(0.8);
        assertThat(mr.voi()).containsExactly(new Window(600, 1600, Window.Shape.LINEAR, ""));
        assertThat(mr.place().orElseThrow().apply(0, 0, 0)).containsExactly(83.9063, 91.2, 6.6406);
    }

    @ParameterizedTest
    @CsvSource({
        "cxr_rsna.dcm, 1024, 1024, 1, cd2e4b3b093aef5d6a1d9974466248cb62be5515cfc7e813cd188dbe2baff509",
        "examples_overlay.dcm, 300, 484, 1, df0488bfed928017dc07d4d187336ba85af37a6ff618b8e65975e733a1746b77",
        "examples_rgb_color.dcm, 240, 320, 3, 047d3a754a624b52b3fd54ca270bdf0fc3d04f5279a04163d23466d34eb18141",
        "examples_jpeg2k.dcm, 480, 640, 3, c92c29a9c62d082eb539e43d88fc3942262f24338dad5f60265b65d5456f704b",
        "liver_1frame.dcm, 512, 512, 1, 36ed5e257c356eca6de297967f3081aac0f6565ac30bbf2413e7aed44ede2089",
    })
    void filesWithoutScalingEqualPydicomPixelForPixel(String name, int rows, int columns, int samples, String sha) {
        Volume image = Told.asset(name);
        assertThat(image.rows()).isEqualTo(rows);
        assertThat(image.columns()).isEqualTo(columns);
        assertThat(image.samples()).isEqualTo(samples);
        assertThat(Told.sha(image.frames())).isEqualTo(sha);
    }

    @Test
    void computedTomographyComesInHounsfieldUnits() {
        Volume ct = Told.asset("CT_small.dcm");
        // apply_modality_lut(pixel_array, dataset).sum() is -1950906; the first pixels are 175, 180, 166, 143 less 1024
        assertThat(Told.sum(ct.frames())).isEqualTo(-1950906);
        assertThat(ct.frames().get(0)).startsWith(-849, -844, -858, -881);
        assertThat(ct.unit()).isEqualTo("HU");
        assertThat(ct.acquisition())
                .containsEntry("modality", "CT")
                .containsEntry("manufacturer", "GE MEDICAL SYSTEMS")
                .containsEntry("encoding", "Explicit VR Little Endian");
        assertThat(ct.identity().patient())
                .hasValueSatisfying(k -> assertThat(k).matches("[0-9a-f]{32}"));
    }

    @Test
    void aDoseOfFifteenFramesIsScaledAndStacked() {
        Volume dose = Told.asset("rtdose.dcm");
        assertThat(dose.slices()).isEqualTo(15);
        assertThat(dose.spacing().slice()).isEqualTo(5);
        assertThat(dose.frames().get(0)).startsWith(1.249f, 1.249f, 1.25f);
        assertThat(dose.frames().get(14)[99]).isEqualTo(0.799f);
        assertThat(Told.sum(dose.frames())).isCloseTo(1519.91, within(1e-3));
        assertThat(dose.place().orElseThrow().apply(0, 0, 14)[2]).isCloseTo(-761.87 + 70, within(1e-9));
    }

    @Test
    void paletteColoursAreLookedUpInSixteenBits() {
        Volume us = Told.asset("examples_palette.dcm");
        assertThat(us.photometric()).isEqualTo(Photometric.RGB);
        // apply_color_lut gives 0..65280, in all 4406822400; times 255 / 65535
        assertThat(Told.sum(us.frames())).isCloseTo(4406822400.0 * 255 / 65535, within(20.0));
        float[] rgb = us.frames().get(0);
        assertThat(rgb).startsWith(9472 * 255f / 65535, 15872 * 255f / 65535, 24064 * 255f / 65535);
        assertThat(rgb[3 * (175 * 800 + 400)]).isEqualTo(256 * 255f / 65535);
    }

    @Test
    void thirtyFramesOfJpegWithHalvedColoursBecomeRgb() {
        Volume us = Told.asset("examples_ybr_color.dcm");
        assertThat(us.frames()).hasSize(30);
        // convert_color_space(pixel_array, 'YBR_FULL', 'RGB'): sums of the first and the last frame and of all
        assertThat(Told.sum(us.frames().subList(0, 1))).isCloseTo(2182169, within(2182169 * 0.002));
        assertThat(Told.sum(us.frames().subList(29, 30))).isCloseTo(2441113, within(2441113 * 0.002));
        assertThat(Told.sum(us.frames())).isCloseTo(72512675, within(72512675 * 0.002));
        assertThat(us.frames().get(0)[3 * (120 * 320 + 160)]).isEqualTo(7);
    }

    @Test
    void lumaAndChromaOfAJpegEqualGdcmPixelForPixel() {
        DicomFile file = DicomFile.read(org.echelle.testkit.Shared.file("assets/medical/dicom/examples_ybr_color.dcm"));
        var frames = StoredValues.of(file, PixelFormat.of(file.data())).each((frame, values) -> {
            float[] all = new float[values.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = values[i];
            }
            return all;
        });
        assertThat(Told.sha(frames)).isEqualTo("b491a5926cbdaaa9f9a0c2c2a9f7c300dd91c14f66e5b21430557261c021dbab");
    }

    @Test
    void jpegOfTwelveBitsIsRefusedByNameWithAWayOut() {
        assertThatThrownBy(() -> Told.asset("JPEG-lossy.dcm"))
                .isInstanceOf(ImagingException.class)
                .hasMessageContaining("JPEG-lossy.dcm")
                .hasMessageContaining("12 bits")
                .hasMessageContaining("JPEG Extended (Process 2 and 4) (1.2.840.10008.1.2.4.51)")
                .hasMessageContaining("dcmdjpeg");
    }

    @ParameterizedTest
    @CsvSource({"test-SR.dcm, SR", "waveform_ecg.dcm, ECG"})
    void whatHoldsNoImageIsSaidToHoldNone(String name, String modality) {
        assertThatThrownBy(() -> Told.asset(name))
                .isInstanceOf(ImagingException.class)
                .hasMessage(name + ": It holds no image (its modality is " + modality + "): leave it out.");
    }
}
