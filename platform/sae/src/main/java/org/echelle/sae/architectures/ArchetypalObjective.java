package org.echelle.sae.architectures;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.SaeException;
import org.echelle.sae.Settings;
import org.echelle.sae.Start;
import org.echelle.sae.TrainConfig;
import org.echelle.sae.fit.FitRows;
import org.echelle.sae.fit.Lloyd;
import org.echelle.torch.HostTensor;

/** Training of {@link Archetypal}. */
final class ArchetypalObjective implements Objective {
    private static final int MOST_POINTS = 2048;
    private final TrainConfig config;
    private final int n;
    private final int width;
    private final int points;
    private final double delta;

    ArchetypalObjective(TrainConfig config, int width) {
        this.config = config;
        this.width = width;
        n = config.features();
        int given = (int) Settings.number(config, "points");
        points = given > 0 ? given : Math.min(2 * n, MOST_POINTS);
        delta = Settings.number(config, "delta");
    }

    @Override
    public String kernel() {
        return "archetypal.py";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("encoder", n, width),
                new Parameter("mix", n, points),
                new Parameter("relaxation", n, width),
                new Parameter("radius"),
                new Parameter("points", points, width),
                new Parameter("b_enc", n),
                new Parameter("b_dec", width));
    }

    /** Atom i is point i, going round where there are fewer points; the encoder is the atoms' directions, of norm 1. */
    @Override
    public List<NDArray> begin(Start start) {
        float[] fixed = points(start);
        float[] mix = new float[n * points];
        float[] encoder = Start.directions(config.seed(), n, width);
        float[] atoms = new float[n * width];
        boolean transpose = !config.start().encoder().equals("independent");
        for (int j = 0; j < n; j++) {
            int own = j % points;
            mix[j * points + own] = 1;
            double norm = norm(fixed, own * width, width);
            System.arraycopy(fixed, own * width, atoms, j * width, width);
            for (int i = 0; transpose && norm > 0 && i < width; i++) {
                encoder[j * width + i] = (float) (fixed[own * width + i] / norm);
            }
        }
        NDArray bias = config.settings().get("decoder-bias").equals("learned") ? start.bias(width) : start.zeros(width);
        return List.of(
                start.rescaled(start.array(encoder, n, width), start.array(atoms, n, width)),
                start.array(mix, n, points),
                start.zeros(n, width),
                start.zeros(),
                start.array(fixed, points, width),
                start.zeros(n),
                bias);
    }

    private float[] points(Start start) {
        if (start.rows().isEmpty()) {
            return Start.directions(config.seed() + 1, points, width);
        }
        if (FitRows.count(start.rows()) < points) {
            throw new SaeException("archetypal has " + points + " points but only " + FitRows.count(start.rows())
                    + " rows to take them from; give fewer with the setting points.");
        }
        if (Settings.word(config, "points-from").equals("rows")) {
            return Lloyd.rows(start.rows(), points, config.seed());
        }
        return Lloyd.of(start.manager(), start.rows(), points, config.seed(), start.progress())
                .centroids();
    }

    private static double norm(float[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (double) values[i] * values[i];
        }
        return Math.sqrt(sum);
    }

    @Override
    public double[] numbers(long step) {
        return new double[] {
            Settings.word(config, "selection").equals(Archetypal.BATCH_TOPK) ? 1 : 0,
            delta,
            Settings.word(config, "decoder-bias").equals("learned") ? 1 : 0,
            Settings.word(config, "radius").equals("learned") ? 1 : 0
        };
    }

    /** Projects once more, as the last step moved the weights, and forms the decoder. */
    @Override
    public Map<String, HostTensor> finished(Map<String, HostTensor> learned) {
        float[] mix = learned.get("mix").toFloats();
        float[] relaxation = learned.get("relaxation").toFloats();
        float[] fixed = learned.get("points").toFloats();
        double factor = Math.exp(learned.get("radius").toFloats()[0]);
        float[] atoms = new float[n * width];
        for (int j = 0; j < n; j++) {
            double sum = 0;
            for (int c = 0; c < points; c++) {
                sum += Math.max(0, mix[j * points + c]);
            }
            if (!(sum > 1e-8)) {
                mix[j * points + j % points] = 1;
                sum = 1;
            }
            double norm = norm(relaxation, j * width, width);
            double shrink = norm > delta ? delta / norm : 1;
            double[] atom = new double[width];
            for (int c = 0; c < points; c++) {
                double share = Math.max(0, mix[j * points + c]) / sum;
                for (int i = 0; share > 0 && i < width; i++) {
                    atom[i] += share * fixed[c * width + i];
                }
            }
            for (int i = 0; i < width; i++) {
                atoms[j * width + i] = (float) (factor * (atom[i] + shrink * relaxation[j * width + i]));
            }
        }
        Map<String, HostTensor> out = new LinkedHashMap<>();
        out.put("encoder", learned.get("encoder"));
        out.put("decoder", HostTensor.ofFloats(atoms, n, width));
        out.put("b_enc", learned.get("b_enc"));
        out.put("b_dec", learned.get("b_dec"));
        return out;
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of(
                "pre-bias", "none", "selection", Settings.word(config, "selection"), "points", points, "delta", delta);
    }

    @Override
    public long stepFloats(TrainConfig c, int d) {
        boolean batchwise = Settings.word(config, "selection").equals(Archetypal.BATCH_TOPK);
        return SelectedObjective.sparseFloats(c, d, (long) c.batch() * c.k() * (batchwise ? 2 : 1))
                + 3L * n * points
                + 4L * n * d;
    }
}
