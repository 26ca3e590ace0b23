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
import org.echelle.sae.Start;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.step.Trainer;

/**
 * What a training will need, before it starts: the sum of what its parts need one after the other, since the C library seldom gives a
 * freed block of some megabytes out again.
 *
 * @param parameterBytes weights, gradients and both Adam moments, the average of the weights where there is one, and the finished dictionary
 * @param stepBytes what a step makes of a batch at its worst: see {@link Objective#stepFloats}, and threads' slices of the encoder product
 * @param rowBytes rows that the normalisation, first values and, where one is needed, a threshold are measured on; batches that are read ahead
 */
public record TrainPlan(long parameterBytes, long stepBytes, long rowBytes) {
    private static final int BATCHES_AHEAD = 3;

    /**
     * Estimates.
     *
     * @param config resolved
     * @param width length of a row
     * @param rows that there are; -1 where that is not known
     */
    public static TrainPlan of(TrainConfig config, int width, long rows) {
        Objective objective = Architectures.trainable(config.architecture()).objective(config, width);
        long values = 0;
        for (Parameter p : objective.parameters()) {
            values += p.djl().size();
        }
        long selection =
                objective.hostSelection() == Objective.HostCode.NONE ? 0 : Trainer.selectionFloats(config, width);
        int copies = config.optimiser().average() > 0 ? 6 : 5;
        long measured =
                withTheirHoles(least(RowStream.firstRows(config), rows), width) + 4L * Start.MEDIAN_ROWS * width;
        if (Architectures.trainable(config.architecture()).calibrated(config)) {
            long seen = least(RowStream.calibrationRows(config), rows);
            measured += withTheirHoles(seen, width) + 2 * seen * Calibration.firstLook(config.features(), config.k());
        }
        return new TrainPlan(
                copies * 4L * values,
                4 * (objective.stepFloats(config, width) + selection),
                4 * (measured + (long) BATCHES_AHEAD * config.batch() * width));
    }

    private static long least(long wanted, long rows) {
        return rows < 0 ? wanted : Math.min(wanted, rows);
    }

    private static long withTheirHoles(long rows, int width) {
        return 5 * rows * width / 3; // measured: normalised batch by batch, each leaves room that fits no other
    }

    /** All of it. */
    public long peakBytes() {
        return parameterBytes + stepBytes + rowBytes;
    }

    /** One line for the user. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "Training needs up to %s of memory: %s for weights, gradients and moments, up to %s for a step, %s for rows.",
                megabytes(peakBytes()),
                megabytes(parameterBytes),
                megabytes(stepBytes),
                megabytes(rowBytes));
    }

    /**
     * Refuses what does not fit.
     *
     * @param rows that there are; -1 where that is not known
     * @param availableBytes memory that is free
     * @throws SaeException saying which number of features, or which batch, would fit
     */
    static void require(TrainConfig config, int width, long rows, long availableBytes) {
        TrainPlan plan = of(config, width, rows);
        if (plan.peakBytes() <= availableBytes) {
            return;
        }
        String advice = "";
        TrainConfig less = config;
        while (less.batch() > 16 && of(less, width, rows).peakBytes() > availableBytes) {
            less = less.withBatch(less.batch() / 2);
        }
        if (of(less, width, rows).peakBytes() <= availableBytes) {
            advice = "batch " + less.batch() + " would fit";
        }
        int n = config.features();
        while (n > 1 && of(fewer(config, n), width, rows).peakBytes() > availableBytes) {
            n = n / 2;
        }
        if (of(fewer(config, n), width, rows).peakBytes() <= availableBytes) {
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
