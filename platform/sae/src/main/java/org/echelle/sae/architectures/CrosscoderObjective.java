package org.echelle.sae.architectures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.sae.Normalisation;
import org.echelle.sae.Objective;
import org.echelle.sae.Parameter;
import org.echelle.sae.Settings;
import org.echelle.sae.SparsityWarmup;
import org.echelle.sae.Start;
import org.echelle.sae.StoredDictionary;
import org.echelle.sae.TrainConfig;
import org.echelle.torch.HostTensor;

/** Training of {@link Crosscoder}. */
final class CrosscoderObjective implements Objective {
    private final TrainConfig config;
    private final int n;
    private final int width;
    private final List<Integer> sources;
    private final boolean batchwise;
    private final boolean together;

    CrosscoderObjective(TrainConfig config, int width) {
        this.config = config;
        this.width = width;
        n = config.features();
        sources = config.blocks().isEmpty() ? List.of(width) : config.blocks();
        batchwise = Settings.word(config, "sparsity").equals(Crosscoder.BATCH_TOPK);
        together = Settings.word(config, "norm").equals("concatenation");
    }

    @Override
    public String kernel() {
        return "crosscoder.py";
    }

    @Override
    public List<Parameter> parameters() {
        return SelectedObjective.standard(n, width);
    }

    /** Every source's part of an atom has the start norm; the encoder is the decoder's transpose. */
    @Override
    public List<NDArray> begin(Start start) {
        NDList pair = start.pair(n, width);
        float[] atoms =
                pair.get(1).toType(ai.djl.ndarray.types.DataType.FLOAT32, false).toFloatArray();
        double norm = config.start().norm();
        for (int j = 0; j < n; j++) {
            int from = j * width;
            for (int part : sources) {
                double size = norm(atoms, from, part);
                for (int i = from; size > 0 && i < from + part; i++) {
                    atoms[i] *= (float) (norm / size);
                }
                from += part;
            }
        }
        NDArray decoder = start.array(atoms, n, width);
        NDArray encoder = config.start().encoder().equals("independent") ? pair.get(0) : start.transpose(decoder);
        return List.of(encoder, decoder, start.zeros(n), start.bias(width));
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
        double share = SparsityWarmup.at(config, step);
        return new double[] {batchwise ? 1 : 0, Settings.number(config, PenaltyObjective.COEFFICIENT) * share};
    }

    /** Which columns belong to a source. */
    @Override
    public NDArray[] tensors(long step, NDManager scope) {
        int rows = together ? 1 : sources.size();
        float[] of = new float[rows * width];
        int from = 0;
        for (int s = 0; s < rows; s++) {
            int to = together ? width : from + sources.get(s);
            Arrays.fill(of, s * width + from, s * width + to, 1);
            from = to;
        }
        return new NDArray[] {scope.create(of, new Shape(rows, width))};
    }

    /** Rescaled so that the size of every atom is 1; reconstructions stay as they are. */
    @Override
    public Map<String, HostTensor> finished(Map<String, HostTensor> learned) {
        float[] encoder = learned.get("encoder").toFloats();
        float[] decoder = learned.get("decoder").toFloats();
        float[] bias = learned.get("b_enc").toFloats();
        for (int j = 0; j < n; j++) {
            double size = size(decoder, j);
            if (size > 0) {
                bias[j] *= (float) size;
                for (int e = j * width; e < (j + 1) * width; e++) {
                    encoder[e] *= (float) size;
                    decoder[e] /= (float) size;
                }
            }
        }
        Map<String, HostTensor> out = new LinkedHashMap<>();
        out.put("encoder", HostTensor.ofFloats(encoder, n, width));
        out.put("decoder", HostTensor.ofFloats(decoder, n, width));
        out.put("b_enc", HostTensor.ofFloats(bias, n));
        out.put("b_dec", learned.get("b_dec"));
        return out;
    }

    private double size(float[] decoder, int j) {
        if (together) {
            return norm(decoder, j * width, width);
        }
        double sum = 0;
        int from = j * width;
        for (int part : sources) {
            sum += norm(decoder, from, part);
            from += part;
        }
        return sum;
    }

    @Override
    public Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("blocks", sources);
        facts.put("sparsity", Settings.word(config, "sparsity"));
        facts.put("pre-bias", "none");
        if (!batchwise) {
            facts.put("k", 0);
        }
        return facts;
    }

    /** For raw rows: every source's columns of the encoder take its scale, those of the decoder lose it; codes stay as they are. */
    @Override
    public StoredDictionary fold(Normalisation by, StoredDictionary trained) {
        float[] scales = new float[width];
        int at = 0;
        for (int s = 0; s < sources.size(); s++) {
            Arrays.fill(scales, at, at + sources.get(s), (float) by.scales()[s]);
            at += sources.get(s);
        }
        float[] encoder = trained.encoder().toFloats();
        float[] decoder = trained.decoder().toFloats();
        float[] bias = trained.decoderBias().toFloats();
        for (int e = 0; e < encoder.length; e++) {
            encoder[e] *= scales[e % width];
            decoder[e] /= scales[e % width];
        }
        for (int i = 0; i < width; i++) {
            bias[i] = by.mean()[i] + bias[i] / scales[i];
        }
        Map<String, HostTensor> tensors = new LinkedHashMap<>(trained.tensors());
        tensors.put("encoder", HostTensor.ofFloats(encoder, n, width));
        tensors.put("decoder", HostTensor.ofFloats(decoder, n, width));
        tensors.put("b_dec", HostTensor.ofFloats(bias, width));
        tensors.put("b_in", HostTensor.ofFloats(by.mean(), width));
        Map<String, Object> facts = new LinkedHashMap<>(trained.facts());
        facts.put("normalisation", by.told());
        return new StoredDictionary(tensors, facts);
    }

    @Override
    public long stepFloats(TrainConfig c, int d) {
        return batchwise
                ? SelectedObjective.sparseFloats(c, d, 2L * c.batch() * c.k()) + 2L * n * d
                : 8L * c.batch() * d + 4L * c.batch() * n + 4L * n * d;
    }
}
