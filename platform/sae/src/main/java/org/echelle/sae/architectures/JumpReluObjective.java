package org.echelle.sae.architectures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.sae.Parameter;
import org.echelle.sae.Settings;
import org.echelle.sae.Start;
import org.echelle.sae.TrainConfig;
import org.echelle.torch.HostTensor;

/** Training of a JumpReLU dictionary. */
final class JumpReluObjective extends PenaltyObjective {
    private static final String RAW = "threshold";
    private static final String LOG = "log_threshold";

    JumpReluObjective(TrainConfig config, int width) {
        super("jumprelu.py", config, width);
    }

    private boolean log() {
        return Settings.word(config, JumpRelu.SCALE).equals("log");
    }

    private boolean preBias() {
        return Settings.word(config, April.PRE_BIAS).equals("yes");
    }

    @Override
    public List<Parameter> parameters() {
        int n = config.features();
        return List.of(
                new Parameter("encoder", n, width),
                new Parameter("decoder", n, width),
                new Parameter("b_enc", n),
                new Parameter("b_dec", width),
                new Parameter(log() ? LOG : RAW, n));
    }

    @Override
    public List<NDArray> begin(Start start) {
        int n = config.features();
        NDList pair = start.pair(n, width);
        return List.of(pair.get(0), pair.get(1), start.zeros(n), start.bias(width), start.filled(firstThreshold(), n));
    }

    /** In the units that are learned. */
    private double firstThreshold() {
        double t = Settings.number(config, JumpRelu.THRESHOLD);
        return log() ? Math.log(t) : t;
    }

    @Override
    public double firstValue(String parameter) {
        return parameter.equals(log() ? LOG : RAW) ? firstThreshold() : 0;
    }

    @Override
    double[] own() {
        int penalty = JumpRelu.PENALTIES.indexOf(Settings.word(config, JumpRelu.PENALTY));
        return new double[] {
            penalty,
            penalty == 2 ? Settings.number(config, JumpRelu.TANH) : JumpRelu.target(config),
            Settings.number(config, JumpRelu.BANDWIDTH),
            JumpRelu.KERNELS.indexOf(Settings.word(config, JumpRelu.KERNEL)),
            log() ? 1 : 0,
            Settings.word(config, JumpRelu.PEER).equals("none") ? 0 : 1,
            Settings.number(config, JumpRelu.PRE_ACT),
            Settings.word(config, JumpRelu.PRE_ACT_OF).equals("all") ? 1 : 0,
            preBias() ? 1 : 0
        };
    }

    /** Thresholds themselves, none below 0: the last step may have left some there, which the next would have lifted. */
    @Override
    public Map<String, HostTensor> finished(Map<String, HostTensor> learned) {
        Map<String, HostTensor> out = new LinkedHashMap<>(learned);
        HostTensor given = out.remove(log() ? LOG : RAW);
        float[] values = given.toFloats();
        for (int j = 0; j < values.length; j++) {
            values[j] = log() ? (float) Math.exp(values[j]) : Math.max(values[j], 0);
        }
        out.put(RAW, HostTensor.ofFloats(values, values.length));
        return super.finished(out);
    }

    @Override
    Map<String, Double> floors(double floor) {
        return Map.of(log() ? LOG : RAW, log() ? Math.log(floor) : floor);
    }

    @Override
    public Map<String, Object> facts() {
        return preBias() ? Map.of() : Map.of("pre-bias", "none");
    }
}
