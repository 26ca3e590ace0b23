package org.echelle.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PatchColoursTest {
    /** 8 by 8: left half red, upper half green, and blue dots on every second pixel of the upper left quarter. */
    private static ImageSample picture() {
        int edge = 8;
        byte[] pixels = new byte[edge * edge * 3];
        for (int y = 0; y < edge; y++) {
            for (int x = 0; x < edge; x++) {
                int at = (y * edge + x) * 3;
                pixels[at] = (byte) (x < 4 ? 255 : 0);
                pixels[at + 1] = (byte) (y < 4 ? 255 : 0);
                pixels[at + 2] = (byte) (x < 4 && y < 4 && (x + y) % 2 == 0 ? 255 : 0);
            }
        }
        return new ImageSample("p", edge, edge, 3, pixels);
    }

    @Test
    void eachPatchIsMeasuredByItsOwnPixelsAndTheClassTokenByAll() {
        FakeSubject subject = new FakeSubject(8, 2, 2);
        float[] all = new PatchColours(subject).of(picture(), subject.sites());
        float[][] expected = {
            // class token: brightness, red, green, blue
            {0.299f * 0.5f + 0.587f * 0.5f + 0.114f * 0.125f, 0.5f, 0.5f, 0.125f},
            {0.299f + 0.587f + 0.114f * 0.5f, 1, 1, 0.5f},
            {0.587f, 0, 1, 0},
            {0.299f, 1, 0, 0},
            {0, 0, 0, 0}
        };
        for (int row = 0; row < 5; row++) {
            for (int i = 0; i < 4; i++) {
                assertThat(all[row * 5 + i]).isCloseTo(expected[row][i], within(1e-6f));
            }
        }
        // Contrast: half of the upper left pixels are brighter by 0.114, so the standard deviation is half of that.
        assertThat(all[5 + 4]).isCloseTo(0.057f, within(1e-5f));
        assertThat(all[2 * 5 + 4]).isCloseTo(0, within(1e-3f));
    }

    @Test
    void aPatchSmallerThanAPixelTakesTheNearestOne() {
        FakeSubject subject = new FakeSubject(8, 32, 32);
        float[] all = new PatchColours(subject).of(picture(), subject.sites());
        // Patch (0, 0) lies within the first pixel, patch (31, 31) within the last.
        assertThat(all[5]).isCloseTo(1, within(1e-6f));
        assertThat(all[(1 + 32 * 32 - 1) * 5]).isZero();
        for (float value : all) {
            assertThat(value).isFinite();
        }
    }
}
