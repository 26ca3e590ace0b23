package org.echelle.runs.erasure.method;

import org.echelle.steering.Intervention;

/** Samples that chose no feature, tune nothing and are not measured on, for methods that calibrate a threshold. */
public interface Calibration {
    /**
     * By how much an edit would change samples: {@link org.echelle.steering.Steering#change}.
     *
     * @param erased whether samples that ask for something of the target, or all the others
     * @return one a sample
     */
    double[] changes(Intervention edit, boolean erased);
}
