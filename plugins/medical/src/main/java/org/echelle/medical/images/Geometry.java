package org.echelle.medical.images;

import java.util.Optional;

/**
 * Size and place of a stack of slices, without its values.
 *
 * @param columns of a slice
 * @param rows of a slice
 * @param slices of the stack
 * @param place where it lies in the patient, if the file tells
 */
public record Geometry(int columns, int rows, int slices, Optional<Affine> place) {
    /** @return that of a volume */
    public static Geometry of(Volume volume) {
        return new Geometry(volume.columns(), volume.rows(), volume.slices(), volume.place());
    }

    /** @return one slice of the stack, by its index */
    public Geometry slice(int k) {
        return new Geometry(columns, rows, 1, place.map(p -> {
            double[] m = p.m();
            double[] origin = p.apply(0, 0, k);
            for (int r = 0; r < 3; r++) {
                m[4 * r + 3] = origin[r];
            }
            return new Affine(m);
        }));
    }

    /** @return size and place in words */
    public String told() {
        return size() + place.map(p -> " at " + p).orElse(" at an unknown place");
    }

    String size() {
        return columns + " columns x " + rows + " rows x " + slices + (slices == 1 ? " slice" : " slices");
    }
}
