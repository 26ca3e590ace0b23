package org.echelle.medical.nifti;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Spacing;
import org.echelle.medical.images.Volume;

/** Turns volumes so that columns grow to the right, rows to the front and slices to the head: RAS+, without resampling. */
public final class Canonical {
    private Canonical() {}

    /**
     * Swaps and mirrors axes until the nearest patient axes are in order.
     *
     * @param volume a grey volume whose place is known
     * @return the same values in RAS order, with the affine that belongs to them
     * @throws ImagingException if nobody knows where the volume lies
     */
    public static Volume of(Volume volume) {
        Affine place = volume.place()
                .orElseThrow(
                        () -> new ImagingException(
                                "The volume does not tell where it lies, so it cannot be turned to RAS: give one with an sform or qform."));
        int[] axes = place.nearestAxes();
        int[] size = {volume.columns(), volume.rows(), volume.slices()};
        int[] from = new int[3];
        boolean[] mirrored = new boolean[3];
        for (int c = 0; c < 3; c++) {
            from[axes[c]] = c;
            mirrored[axes[c]] = place.m()[4 * axes[c] + c] < 0;
        }
        int columns = size[from[0]];
        int rows = size[from[1]];
        int slices = size[from[2]];
        List<float[]> frames = new ArrayList<>();
        int[] at = new int[3];
        for (int t = 0; t < volume.times(); t++) {
            for (int k = 0; k < slices; k++) {
                at[from[2]] = mirrored[2] ? slices - 1 - k : k;
                float[] out = new float[rows * columns * volume.samples()];
                for (int j = 0; j < rows; j++) {
                    at[from[1]] = mirrored[1] ? rows - 1 - j : j;
                    for (int i = 0; i < columns; i++) {
                        at[from[0]] = mirrored[0] ? columns - 1 - i : i;
                        float[] frame = volume.frames().get(t * volume.slices() + at[2]);
                        for (int s = 0; s < volume.samples(); s++) {
                            out[(j * columns + i) * volume.samples() + s] =
                                    frame[(at[1] * volume.columns() + at[0]) * volume.samples() + s];
                        }
                    }
                }
                frames.add(out);
            }
        }
        Affine turned = turned(place, from, mirrored, size);
        return new Volume(
                frames,
                rows,
                columns,
                volume.samples(),
                volume.times(),
                new Spacing(turned.step(1), turned.step(0), turned.step(2)),
                volume.photometric(),
                volume.voi(),
                Optional.of(turned),
                volume.unit(),
                volume.acquisition(),
                volume.identity());
    }

    private static Affine turned(Affine place, int[] from, boolean[] mirrored, int[] size) {
        double[] m = place.m();
        double[] out = new double[12];
        for (int r = 0; r < 3; r++) {
            out[4 * r + 3] = m[4 * r + 3];
            for (int c = 0; c < 3; c++) {
                double step = m[4 * r + from[c]];
                out[4 * r + c] = mirrored[c] ? -step : step;
                out[4 * r + 3] += mirrored[c] ? step * (size[from[c]] - 1) : 0;
            }
        }
        return new Affine(out);
    }
}
