package org.echelle.sae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/** How long what a dictionary gives back is at the start, before anything is learned. */
final class EncoderScale {
    private static final int ROWS = 256;
    private static final int STREAM = 3;

    private EncoderScale() {}

    /**
     * Mean norm of what random rows of norm 1 come back as, without biases (Gao et al. 2024, arXiv 2406.04093, appendix A.1). An
     * encoder divided by it gives back norm 1.
     *
     * @param encoder {@code [n, d]}
     * @param decoder {@code [n, d]}
     * @return above 0; 1 where nothing comes back
     */
    static double of(Start start, NDArray encoder, NDArray decoder) {
        try (NDManager scope = start.manager().newSubManager()) {
            int width = (int) decoder.getShape().get(1);
            NDArray rows = start.directions(ROWS, width, 1, STREAM);
            rows.attach(scope);
            encoder.tempAttach(scope);
            decoder.tempAttach(scope);
            NDArray code = rows.matMul(encoder.transpose()).getNDArrayInternal().relu();
            long k = start.config().k();
            if (k > 0 && k < encoder.getShape().get(0)) {
                NDArray least = code.topK((int) k, 1).get(0).min(new int[] {1}, true);
                code = code.mul(code.gte(least).toType(start.type(), false));
            }
            double mean = code.matMul(decoder)
                    .norm(new int[] {1})
                    .mean()
                    .toType(DataType.FLOAT64, true)
                    .getDouble();
            return mean > 0 ? mean : 1;
        }
    }
}
