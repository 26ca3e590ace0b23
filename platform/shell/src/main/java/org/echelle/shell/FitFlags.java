package org.echelle.shell;

import java.util.Arrays;
import picocli.CommandLine.Option;

/** How lines are fitted to labels. */
final class FitFlags {
    @Option(
            names = "--alpha",
            paramLabel = "A",
            split = ",",
            defaultValue = "0.001,0.01,0.1,1,10,100,1000,10000",
            description = "ridge penalties to choose from by leave-one-out (default: ${DEFAULT-VALUE})")
    private double[] alphas;

    @Option(
            names = "--elastic-net",
            paramLabel = "SHARE",
            defaultValue = "0",
            fallbackValue = "0.5",
            arity = "0..1",
            description = "fit by elastic net with this L1 share (0.5 when none is given) in place of ridge")
    private double elasticNet;

    double[] alphas() {
        return alphas;
    }

    double elasticNet() {
        return elasticNet;
    }

    /** Says what cannot be asked for. */
    void check() {
        if (!(elasticNet >= 0 && elasticNet <= 1)) {
            throw new ShellException("--elastic-net is a share of up to 1, such as 0.5.");
        }
        if (alphas.length == 0 || !Arrays.stream(alphas).allMatch(a -> a > 0 && Double.isFinite(a))) {
            throw new ShellException("--alpha takes numbers above 0, such as 0.1,1,10.");
        }
    }
}
