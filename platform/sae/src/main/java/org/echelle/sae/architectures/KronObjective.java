package org.echelle.sae.architectures;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.echelle.sae.Parameter;
import org.echelle.sae.Settings;
import org.echelle.sae.Start;
import org.echelle.sae.TrainConfig;

/** Training of {@link Kron}. */
final class KronObjective extends SelectedObjective {
    private final int m;
    private final int l;

    KronObjective(TrainConfig config, int width) {
        super(
                "kron.py",
                config,
                width,
                Settings.number(config, Kron.BASE),
                Settings.number(config, Kron.EXTENSION),
                Settings.word(config, Kron.BIAS).equals("learned") ? 1 : 0);
        m = (int) Settings.number(config, Kron.BASE);
        l = (int) Settings.number(config, Kron.EXTENSION);
    }

    private int encoderRows() {
        return config.features() / (m * l) * (m + l);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                new Parameter("encoder", encoderRows(), width),
                new Parameter("decoder", config.features(), width),
                new Parameter("b_enc", encoderRows()),
                new Parameter("b_dec", width));
    }

    /** Parents at random (or from the data); an atom begins as the direction of its parents' sum. */
    @Override
    public List<NDArray> begin(Start start) {
        NDArray encoder =
                start.config().start().atoms().equals("data") && !start.rows().isEmpty()
                        ? start.dataDirections(encoderRows(), width)
                        : start.directions(encoderRows(), width, 1, 0);
        float[] parents =
                encoder.toType(ai.djl.ndarray.types.DataType.FLOAT32, true).toFloatArray();
        NDArray decoder = start.array(sums(parents, start.config().start().norm()), config.features(), width);
        return List.of(encoder, decoder, start.zeros(encoderRows()), start.bias(width));
    }

    private float[] sums(float[] parents, double norm) {
        float[] out = new float[config.features() * width];
        for (int j = 0; j < config.features(); j++) {
            int head = j / (m * l) * (m + l);
            int p = (head + j % (m * l) / l) * width;
            int q = (head + m + j % l) * width;
            double sum = 0;
            for (int i = 0; i < width; i++) {
                double v = parents[p + i] + parents[q + i];
                sum += v * v;
            }
            double by = norm / Math.max(1e-12, Math.sqrt(sum));
            for (int i = 0; i < width; i++) {
                out[j * width + i] = (float) ((parents[p + i] + parents[q + i]) * by);
            }
        }
        return out;
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of(Kron.BASE, m, Kron.EXTENSION, l);
    }

    @Override
    public long stepFloats(TrainConfig c, int d) {
        return super.stepFloats(c, d) + 2L * c.batch() * encoderRows();
    }
}
