package org.echelle.sae.architectures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.sae.Parameter;
import org.echelle.sae.Start;
import org.echelle.sae.TrainConfig;
import org.echelle.torch.HostTensor;

/** Training of a gated dictionary. */
final class GatedObjective extends PenaltyObjective {
    GatedObjective(TrainConfig config, int width) {
        super("gated.py", config, width);
    }

    @Override
    public List<Parameter> parameters() {
        int n = config.features();
        return List.of(
                new Parameter("encoder", n, width),
                new Parameter("decoder", n, width),
                new Parameter("b_gate", n),
                new Parameter("b_mag", n),
                new Parameter("r_mag", n),
                new Parameter("b_dec", width));
    }

    @Override
    public List<NDArray> begin(Start start) {
        int n = config.features();
        NDList pair = start.pair(n, width);
        return List.of(pair.get(0), pair.get(1), start.zeros(n), start.zeros(n), start.zeros(n), start.bias(width));
    }

    @Override
    double[] own() {
        return new double[0];
    }

    @Override
    public Map<String, HostTensor> finished(Map<String, HostTensor> learned) {
        Map<String, HostTensor> out = new LinkedHashMap<>(learned);
        out.put("b_enc", HostTensor.ofFloats(new float[config.features()], config.features()));
        return out;
    }

    @Override
    Map<String, Double> floors(double floor) {
        return Map.of("b_gate", -floor);
    }

    /** Two reconstructions hold twice the slices and some more of every entry. */
    @Override
    public long stepFloats(TrainConfig c, int d) {
        return 2 * super.stepFloats(c, d);
    }
}
