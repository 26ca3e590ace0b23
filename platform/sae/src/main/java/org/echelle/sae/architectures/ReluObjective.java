package org.echelle.sae.architectures;

import java.util.Map;
import org.echelle.sae.TrainConfig;

/** Training of a ReLU dictionary with a penalty: of z (L1), or of z |w|. */
class ReluObjective extends PenaltyObjective {
    static final double SUM = 0;
    static final double BY_NORM = 1;
    static final double ROOT = 2;
    private final double penalty;
    private final boolean preBias;

    /**
     * @param penalty one of {@link #SUM}, {@link #BY_NORM}, {@link #ROOT}
     * @param preBias whether b_dec is subtracted from a row before it is encoded
     */
    ReluObjective(TrainConfig config, int width, double penalty, boolean preBias) {
        super("relu.py", config, width);
        this.penalty = penalty;
        this.preBias = preBias;
    }

    @Override
    double[] own() {
        return own(1, 0, 1);
    }

    final double[] own(double p, double next, double least) {
        return new double[] {penalty, p, next, preBias ? 1 : 0, least};
    }

    @Override
    public Map<String, Object> facts() {
        return preBias ? Map.of() : Map.of("pre-bias", "none");
    }
}
