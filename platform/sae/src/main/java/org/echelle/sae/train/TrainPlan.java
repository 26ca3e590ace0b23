package org.echelle.sae.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.echelle.sae.Architectures;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.SaeException;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;

/**
 * What a training will need, before it starts.
 *
 * @param parameterBytes weights, gradients and both Adam moments, and the average of the weights where there is one
 * @param stepBytes what a step makes of a batch at its worst: see {@link Objective#stepFloats}, and threads' slices of the encoder product
 * @param feedBytes batches that are read ahead
 */
public record TrainPlan(long parameterBytes, long stepBytes, long feedBytes) {
    private static final int BATCHES_AHEAD = 3;

    /**
     * Estimates.
     *
     * @param config resolved
     * @param width length of a row
     */
    public static TrainPlan of(TrainConfig config, int width) {
        Objective objective = Architectures.trainable(config.architecture()).objective(config, width);
        long values = 0;
        for (Parameter p : objective.parameters()) {
            values += p.djl().size();
        }
        long selection =
                objective.hostSelection() == Objective.HostCode.NONE ? 0 : Trainer.selectionFloats(config, width);
        int copies = config.optimiser().average() > 0 ? 5 : 4;
        return new TrainPlan(
                copies * 4L * values,
                4 * (objective.stepFloats(config, width) + selection),
                4L * BATCHES_AHEAD * config.batch() * width);
    }

    /** All of it. */
    public long peakBytes() {
        return parameterBytes + stepBytes + feedBytes;
    }

    /** One line for the user. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "Training needs up to %s of memory: %s for weights, gradients and moments, up to %s for a step, %s for rows read"
                        + " ahead.",
                megabytes(peakBytes()),
                megabytes(parameterBytes),
                megabytes(stepBytes),
                megabytes(feedBytes));
    }

    /**
     * Refuses what does not fit.
     *
     * @param availableBytes memory that is free
     * @throws SaeException saying which number of features, or which batch, would fit
     */
    static void require(TrainConfig config, int width, long availableBytes) {
        TrainPlan plan = of(config, width);
        if (plan.peakBytes() <= availableBytes) {
            return;
        }
        String advice = "";
        TrainConfig less = config;
        while (less.batch() > 16 && of(less, width).peakBytes() > availableBytes) {
            less = less.withBatch(less.batch() / 2);
        }
        if (of(less, width).peakBytes() <= availableBytes) {
            advice = "batch " + less.batch() + " would fit";
        }
        int n = config.features();
        while (n > 1 && of(fewer(config, n), width).peakBytes() > availableBytes) {
            n = n / 2;
        }
        if (of(fewer(config, n), width).peakBytes() <= availableBytes) {
            advice += (advice.isEmpty() ? "" : ", or ") + n + " features would fit";
        }
        throw new SaeException(plan.sentence() + " Only " + megabytes(availableBytes) + " is free; "
                + (advice.isEmpty() ? "free some memory" : advice) + ".");
    }

    private static TrainConfig fewer(TrainConfig c, int n) {
        return c.withFeatures(n).withK(Math.min(c.k(), n));
    }

    /** Memory that Linux says can be had; empty elsewhere. */
    static OptionalLong availableBytes() {
        Path file = Path.of("/proc/meminfo");
        if (Files.isReadable(file)) {
            try {
                for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                    if (line.startsWith("MemAvailable:")) {
                        return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
                    }
                }
            } catch (IOException e) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    static String megabytes(long bytes) {
        return bytes >= 10L << 30 ? (bytes >> 30) + " GiB" : Math.max(1, bytes >> 20) + " MiB";
    }
}
