package org.echelle.sae;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a training will need, before it starts.
 *
 * @param parameterBytes weights, gradients and both Adam moments: 8 matrices [n, d] of float32
 * @param batchBytes rows in flight and what a step makes of them: 8 [B, d], 96 bytes an entry of the code (2kB for batch-topk's
 *     candidates), one slice of the encoder product
 * @param auxBytes the auxiliary loss at its worst, with every feature dead: three dense [B, n] and three [n, d]
 */
public record TrainPlan(long parameterBytes, long batchBytes, long auxBytes) {
    /**
     * Estimates.
     *
     * @param config resolved
     * @param width length of a row
     */
    public static TrainPlan of(TrainConfig config, int width) {
        long n = config.features();
        long b = config.batch();
        long parameters = 8 * n * width * 4;
        long entries = b * config.k() * (config.architecture().equals("batch-topk") ? 2 : 1);
        long batches = 8 * b * width * 4 + 96 * entries + (b / 64 + 1) * n * 24 + Math.max(64 * n, 1L << 20) * 4;
        long aux = config.auxWeight() > 0 ? 3 * b * n * 4 + 3 * n * width * 4 : 0;
        return new TrainPlan(parameters, batches, aux);
    }

    /** All of it. */
    public long peakBytes() {
        return parameterBytes + batchBytes + auxBytes;
    }

    /** One line for the user. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "Training needs up to %s of memory: %s for weights, gradients and moments (8 n d floats), %s for a batch, up to"
                        + " %s while many features are dead.",
                megabytes(peakBytes()),
                megabytes(parameterBytes),
                megabytes(batchBytes),
                megabytes(auxBytes));
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
        while (n > 1 && of(features(config, n), width).peakBytes() > availableBytes) {
            n = n / 2;
        }
        if (of(features(config, n), width).peakBytes() <= availableBytes) {
            advice += (advice.isEmpty() ? "" : ", or ") + n + " features would fit";
        }
        throw new SaeException(plan.sentence() + " Only " + megabytes(availableBytes) + " is free; "
                + (advice.isEmpty() ? "free some memory" : advice) + ".");
    }

    private static TrainConfig features(TrainConfig c, int n) {
        return new TrainConfig(
                c.architecture(),
                n,
                Math.min(c.k(), n),
                c.batch(),
                c.steps(),
                c.epochs(),
                c.learningRate(),
                c.warmup(),
                c.decayFrom(),
                c.auxWeight(),
                c.auxK(),
                c.deadAfterRows(),
                c.normalise(),
                c.scaling(),
                c.seed(),
                c.shuffleRows(),
                c.checkpointEvery(),
                c.logEvery(),
                c.clip());
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

    private static String megabytes(long bytes) {
        return bytes >= 10L << 30 ? (bytes >> 30) + " GiB" : Math.max(1, bytes >> 20) + " MiB";
    }
}
