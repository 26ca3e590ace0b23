package org.echelle.sae.formats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.TorchZipWriter;
import org.echelle.torch.Weights;

/**
 * overcomplete (vision): a state dict of {@code SAE}, {@code TopKSAE}, {@code BatchTopKSAE}, {@code JumpSAE} or an archetypal
 * dictionary. Linear encoders are read, with a BatchNorm behind them folded in (it was the default for a while); nothing is subtracted
 * from a row and nothing added to the output. Atoms are brought to length 1 whenever the dictionary is used. Source:
 * {@code overcomplete/sae/base.py}, {@code modules.py}, {@code dictionary.py}, {@code archetypal_dictionary.py}.
 *
 * <p>{@code torch.save(sae)} writes the Python object itself, which is never opened; the state dict is
 * {@code torch.save(sae.state_dict(), file)}.
 */
final class Overcomplete extends ForeignFormat {
    private static final String FILE = "state_dict.pt";
    private static final String ATOMS = "dictionary._weights";
    private static final String LINEAR = "encoder.final_block.0";
    private static final double BATCH_NORM_EPSILON = 1e-5;

    @Override
    public String name() {
        return "overcomplete";
    }

    @Override
    public String layout() {
        return "one .pt state dict (dictionary._weights [n, d], encoder.final_block.0.weight [n, d]); k is not in it";
    }

    @Override
    boolean fits(Source source) {
        return source.weights(FILE)
                .filter(w -> w.names().contains(ATOMS)
                        || (w.names().contains("dictionary.C") && w.names().contains("dictionary.W")))
                .isPresent();
    }

    @Override
    ImportedDictionary read(Source source, ImportSettings settings) {
        Weights weights = source.required(FILE);
        Map<String, HostTensor> plain = new LinkedHashMap<>();
        StringBuilder told = new StringBuilder();
        Matrix atoms = atoms(weights, told);
        encoder(weights, atoms, plain, told);
        plain.put("decoder", atoms.tensor());
        Draft draft = new Draft(name(), Weights.of(plain), "encoder", false, "decoder", false);
        draft.put("b_enc", draft.vector("bias", draft.features()));
        draft.put("b_dec", Vectors.filled(draft.width(), 0));
        if (!told.isEmpty()) {
            draft.note(told.toString().strip());
        }
        OptionalDouble threshold = settings.threshold();
        if (weights.names().contains("thresholds")) {
            double[] logarithms = Vectors.doubles(weights.tensor("thresholds"));
            draft.jumprelu(Vectors.tensor(Vectors.map(logarithms, Math::exp)));
            draft.put("overcomplete.thresholds", Vectors.tensor(logarithms));
        } else if (settings.k().isPresent() && threshold.isEmpty()) {
            draft.topk(settings.k().getAsInt());
        } else if (threshold.isPresent()) {
            draft.batchTopk(settings.k().orElse(0), threshold.getAsDouble());
        } else if (settings.architecture().filter("relu-l1"::equals).isPresent()) {
            draft.relu();
        } else {
            throw new SaeException("The state dict " + weights.path()
                    + " does not say how many features of a row its TopKSAE keeps; give top_k with --k, a BatchTopKSAE's"
                    + " running_threshold with --threshold, or --architecture relu-l1 for a plain SAE.");
        }
        draft.origin("file", String.valueOf(weights.path().getFileName())).origin("fingerprint", weights.fingerprint());
        return draft.done();
    }

    private static Matrix atoms(Weights weights, StringBuilder told) {
        Matrix atoms;
        if (weights.names().contains("dictionary.C")) {
            Matrix choice = Matrix.of(weights.tensor("dictionary.W"));
            atoms = product(choice, Matrix.of(weights.tensor("dictionary.C")));
            if (weights.names().contains("dictionary.Relax")) {
                float[] relax = Matrix.of(weights.tensor("dictionary.Relax")).values();
                for (int i = 0; i < relax.length; i++) {
                    atoms.values()[i] += relax[i];
                }
            }
            told.append("The archetypal dictionary W C + Relax is written out; its points C are left behind. ");
        } else {
            atoms = Matrix.of(weights.tensor(ATOMS));
            double[] norms = atoms.rowNorms();
            for (double norm : norms) {
                if (Math.abs(norm - 1) > 1e-5) {
                    atoms = atoms.scaleRows(Vectors.map(norms, v -> 1 / (v + 1e-8)));
                    told.append("Atoms are brought to length 1, overcomplete's default (l2). ");
                    break;
                }
            }
        }
        double multiplier = weights.names().contains("dictionary.multiplier")
                ? Math.exp(weights.tensor("dictionary.multiplier").toFloats()[0])
                : 1;
        return multiplier == 1 ? atoms : atoms.scaleRows(Vectors.map(new double[atoms.rows()], v -> multiplier));
    }

    private static Matrix product(Matrix a, Matrix b) {
        Matrix turned = b.transposed();
        float[] out = new float[a.rows() * b.columns()];
        for (int j = 0; j < b.columns(); j++) {
            double[] column = new double[b.rows()];
            for (int i = 0; i < b.rows(); i++) {
                column[i] = turned.values()[j * b.rows() + i];
            }
            double[] product = a.times(column);
            for (int i = 0; i < a.rows(); i++) {
                out[i * b.columns() + j] = (float) product[i];
            }
        }
        return new Matrix(a.rows(), b.columns(), out);
    }

    private static void encoder(Weights weights, Matrix atoms, Map<String, HostTensor> plain, StringBuilder told) {
        if (weights.names().stream()
                .anyMatch(n -> n.matches("encoder\\.(mlp_blocks|resnet_blocks|attention_blocks)\\..*"))) {
            throw new SaeException("The encoder of " + weights.path()
                    + " is recognised but not read: it has hidden layers, and our dictionaries encode by one matrix.");
        }
        String linear = weights.names().contains(LINEAR + ".weight")
                ? LINEAR
                : weights.names().contains("encoder.0.weight") ? "encoder.0" : "encoder";
        if (!weights.names().contains(linear + ".weight") && !weights.names().contains(linear + ".bias")) {
            throw new SaeException(
                    "The file " + weights.path()
                            + " is recognised but not read: it has no encoder, so its codes come from a pursuit over the atoms.");
        }
        Matrix encoder = weights.names().contains(linear + ".weight")
                ? Matrix.of(weights.tensor(linear + ".weight"))
                : atoms; // tied
        double[] bias = weights.names().contains(linear + ".bias")
                ? Vectors.doubles(weights.tensor(linear + ".bias"))
                : new double[encoder.rows()];
        String norm = linear.endsWith(".0") ? linear.substring(0, linear.length() - 1) + "1" : "";
        if (!norm.isEmpty() && weights.names().contains(norm + ".running_var")) {
            double[] gain = Vectors.map(
                    Vectors.doubles(weights.tensor(norm + ".running_var")), v -> 1 / Math.sqrt(v + BATCH_NORM_EPSILON));
            gain = Vectors.product(gain, Vectors.doubles(weights.tensor(norm + ".weight")));
            double[] centred =
                    Vectors.sum(bias, Vectors.map(Vectors.doubles(weights.tensor(norm + ".running_mean")), v -> -v));
            bias = Vectors.sum(Vectors.product(centred, gain), Vectors.doubles(weights.tensor(norm + ".bias")));
            encoder = encoder.scaleRows(gain);
            told.append("The BatchNorm behind the encoder is folded into it, with its running mean and variance. ");
        } else if (!norm.isEmpty() && weights.names().contains(norm + ".weight")) {
            throw new SaeException(
                    "The encoder of " + weights.path()
                            + " is recognised but not read: a layer normalisation over its features stands between matrix and code.");
        }
        plain.put("encoder", encoder.tensor());
        plain.put("bias", Vectors.tensor(bias));
    }

    @Override
    Export export(PlainForm form) {
        requirePlainRows(form);
        requireAutoencoder(form);
        if (!Vectors.zero(form.outputBias())) {
            throw lost("the output bias b_dec would be lost: the format adds nothing to its atoms");
        }
        double[] norms = Matrix.of(form.decoder()).rowNorms();
        boolean unit = true;
        for (double norm : norms) {
            unit &= Math.abs(norm - 1) <= 1e-5;
        }
        if (!unit && form.k() > 0) {
            throw lost("the atoms' lengths would be lost, and with them which features are the k = " + form.k()
                    + " largest: the format's atoms have length 1");
        }
        boolean fold = !unit;
        Export export = Export.file(FILE, file -> {
            double[] by = Vectors.map(norms, v -> fold ? Math.max(v, 1e-8) : 1);
            HostTensor bias = biasIfNothing(form);
            Map<String, HostTensor> out = new LinkedHashMap<>();
            if (form.k() == 0 && !isRelu(form)) {
                out.put(
                        "thresholds",
                        form.stored()
                                .find("overcomplete.thresholds")
                                .filter(t -> !fold)
                                .orElseGet(() -> Vectors.tensor(Vectors.map(
                                        Vectors.product(Vectors.doubles(thresholds(form)), by),
                                        v -> Math.log(Math.max(v, 1e-30))))));
            }
            Matrix encoder = Matrix.of(form.encoder());
            out.put(LINEAR + ".weight", fold ? encoder.scaleRows(by).tensor() : form.encoder());
            out.put(LINEAR + ".bias", fold ? Vectors.tensor(Vectors.product(Vectors.doubles(bias), by)) : bias);
            out.put(
                    ATOMS,
                    fold
                            ? Matrix.of(form.decoder())
                                    .scaleRows(Vectors.map(by, v -> 1 / v))
                                    .tensor()
                            : form.decoder());
            out.put("dictionary.multiplier", scalar(0.0));
            TorchZipWriter.write(file, out);
        });
        if (!Vectors.zero(form.inputBias())) {
            export.note(FOLDED);
        }
        if (fold) {
            export.note("Atoms are brought to length 1 and features take up their old length.");
        }
        return export.note(
                form.k() > 0
                        ? "The state dict has no place for k: load it into TopKSAE(" + form.width() + ", "
                                + form.features() + ", top_k=" + form.k() + ")."
                        : "Load it into " + (isRelu(form) ? "SAE" : "JumpSAE") + "(" + form.width() + ", "
                                + form.features() + ").");
    }
}
