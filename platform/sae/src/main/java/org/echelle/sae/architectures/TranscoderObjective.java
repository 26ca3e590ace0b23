package org.echelle.sae.architectures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.sae.KSchedule;
import org.echelle.sae.Normalisation;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.Start;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.torch.HostTensor;

/** Training of {@link Transcoder} and {@link SkipTranscoder}. */
final class TranscoderObjective implements Objective {
    private final int n;
    private final int reads;
    private final int writes;
    private final boolean skip;

    TranscoderObjective(TrainConfig config, boolean skip) {
        this.skip = skip;
        n = config.features();
        reads = config.blocks().get(0);
        writes = config.blocks().get(1);
    }

    @Override
    public String kernel() {
        return "transcoder.py";
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(List.of(
                new Parameter("encoder", n, reads),
                new Parameter("decoder", n, writes),
                new Parameter("b_enc", n),
                new Parameter("b_dec", writes)));
        if (skip) {
            all.add(new Parameter("skip", writes, reads));
        }
        return all;
    }

    @Override
    public List<NDArray> begin(Start start) {
        NDArray encoder = start.directions(n, reads);
        NDArray middle = start.bias(reads + writes);
        NDArray x = middle.get(new NDIndex("0:{}", reads));
        NDArray y = middle.get(new NDIndex("{}:{}", reads, reads + writes));
        List<NDArray> all = new ArrayList<>(
                List.of(encoder, start.zeros(n, writes), encoder.matMul(x).neg(), y));
        if (skip) {
            all.add(start.zeros(writes, reads));
        }
        return all;
    }

    @Override
    public int k(TrainConfig c, long step) {
        return KSchedule.at(c, step);
    }

    @Override
    public double[] numbers(long step) {
        return new double[0];
    }

    @Override
    public Map<String, Object> facts() {
        return Map.of("width", reads, "output-width", writes, "pre-bias", "none");
    }

    /**
     * For raw rows: with {@code x' = (x - m) s} and {@code y' = (y - v) t} the code of the folded dictionary is z / s, so the decoder and
     * the skip are multiplied by s / t.
     */
    @Override
    public StoredDictionary fold(Normalisation by, StoredDictionary trained) {
        double s = by.scales()[0];
        double t = by.scales()[1];
        float[] in = new float[reads];
        System.arraycopy(by.mean(), 0, in, 0, reads);
        float[] out = trained.decoderBias().toFloats();
        Map<String, HostTensor> tensors = new LinkedHashMap<>(trained.tensors());
        double[] shift = new double[writes];
        if (skip) {
            float[] past = trained.tensor("skip").toFloats();
            for (int o = 0; o < writes; o++) {
                for (int i = 0; i < reads; i++) {
                    past[o * reads + i] *= (float) (s / t);
                    shift[o] += (double) past[o * reads + i] * in[i];
                }
            }
            tensors.put("skip", HostTensor.ofFloats(past, writes, reads));
        }
        for (int o = 0; o < writes; o++) {
            out[o] = (float) (by.mean()[reads + o] + out[o] / t - shift[o]);
        }
        tensors.put("b_dec", HostTensor.ofFloats(out, writes));
        tensors.put("b_in", HostTensor.ofFloats(in, reads));
        tensors.put("b_enc", scaled(trained.encoderBias(), 1 / s));
        tensors.put("decoder", scaled(trained.decoder(), s / t));
        Map<String, Object> facts = new LinkedHashMap<>(trained.facts());
        facts.put("normalisation", by.told());
        return new StoredDictionary(tensors, facts);
    }

    private static HostTensor scaled(HostTensor tensor, double by) {
        float[] values = tensor.toFloats();
        for (int e = 0; e < values.length; e++) {
            values[e] *= (float) by;
        }
        return HostTensor.ofFloats(values, tensor.shape());
    }

    @Override
    public long stepFloats(TrainConfig c, int d) {
        return SelectedObjective.sparseFloats(c, d, (long) c.batch() * KSchedule.most(c));
    }
}
