package org.echelle.medical.nifti;

import java.util.Optional;
import org.echelle.medical.images.Affine;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Spacing;

/** Where a volume lies: the affine (sform) if it is there, else the quaternion (qform), else nobody knows. */
final class Placing {
    private Placing() {}

    /** @throws ImagingException if the form that counts is broken; the other is not taken in its stead */
    static Optional<Affine> of(Header h) {
        if (h.sform() > 0) {
            return Optional.of(new Affine(inMm(h.affine(), h.mm())));
        }
        return h.qform() > 0 ? Optional.of(new Affine(inMm(quaternion(h), h.mm()))) : Optional.empty();
    }

    static Spacing spacing(Header h, Optional<Affine> place) {
        if (place.isPresent()) {
            return new Spacing(
                    place.get().step(1), place.get().step(0), place.get().step(2));
        }
        return new Spacing(known(h, 2), known(h, 1), h.size()[2] > 1 ? known(h, 3) : Double.NaN);
    }

    private static double known(Header h, int i) {
        double step = Math.abs(h.pixdim()[i]) * h.mm();
        return step > 0 && Double.isFinite(step) ? step : Double.NaN;
    }

    /** Method 2 of the published C header: a rotation by a unit quaternion, then steps, the third signed by pixdim[0]. */
    private static double[] quaternion(Header h) {
        double b = h.quaternion()[0];
        double c = h.quaternion()[1];
        double d = h.quaternion()[2];
        double rest = 1 - (b * b + c * c + d * d);
        // single precision leaves some 1e-7
        if (!(rest >= -1e-6)) {
            throw new ImagingException("Its quaternion (" + b + ", " + c + ", " + d
                    + ") is longer than 1, so nobody knows which way the image lies: repair the header.");
        }
        double a = Math.sqrt(Math.max(0, rest));
        double[] r = {
            a * a + b * b - c * c - d * d,
            2 * (b * c - a * d),
            2 * (b * d + a * c),
            2 * (b * c + a * d),
            a * a + c * c - b * b - d * d,
            2 * (c * d - a * b),
            2 * (b * d - a * c),
            2 * (c * d + a * b),
            a * a + d * d - b * b - c * c
        };
        double[] m = new double[12];
        for (int axis = 0; axis < 3; axis++) {
            double step = h.pixdim()[axis + 1];
            if (!(step > 0)) {
                // one slice needs no distance to a next
                if (axis < 2 || h.size()[2] > 1) {
                    throw new ImagingException("Its step along dimension " + (axis + 1) + " is " + step
                            + ", so the affine cannot be inverted: repair the header.");
                }
                step = 1;
            }
            double sign = axis == 2 && h.pixdim()[0] < 0 ? -1 : 1;
            for (int row = 0; row < 3; row++) {
                m[4 * row + axis] = r[3 * row + axis] * step * sign;
            }
        }
        for (int row = 0; row < 3; row++) {
            m[4 * row + 3] = h.quaternion()[3 + row];
        }
        return m;
    }

    private static double[] inMm(double[] m, double mm) {
        double[] out = m.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] *= mm;
        }
        return out;
    }
}
