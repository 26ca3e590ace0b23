package org.echelle.sae.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;

/**
 * What is looked at after every import, as no shape tells a transposed square matrix, a lost normalisation or a wrong activation:
 * all numbers finite; lengths of atoms; whether each feature reads what it writes (median cosine of encoder row and atom); and what
 * comes out for rows made of a few atoms, in plain double arithmetic.
 */
final class Conformance {
    private static final int ROWS = 16;
    private static final int MOST_ATOMS = 4;
    private final PlainForm form;
    private final Matrix encoder;
    private final Matrix decoder;

    private Conformance(PlainForm form) {
        this.form = form;
        encoder = Matrix.of(form.encoder());
        decoder = Matrix.of(form.decoder());
    }

    /** The same with warnings added. */
    static ImportedDictionary checked(ImportedDictionary read) {
        for (Map.Entry<String, HostTensor> tensor : read.dictionary().tensors().entrySet()) {
            float[] values = tensor.getValue().toFloats();
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw new SaeException("The " + read.format() + " dictionary holds " + values[i] + " in its tensor "
                            + tensor.getKey() + " (number " + i + "); it was saved from a training that had failed.");
                }
            }
        }
        List<String> notes = new ArrayList<>(read.notes());
        List<String> warnings = new ArrayList<>(read.warnings());
        StoredDictionary dictionary = read.dictionary();
        if (dictionary.pursuit().isPresent()) {
            notes.add("Codes come from a search over the atoms, so no encoder was compared with them.");
        } else if (dictionary.keepsOneOfEachGroup()) {
            notes.add("Whether codes fit the atoms was not tried: the largest of every group of features is kept.");
        } else {
            new Conformance(PlainForm.of(dictionary)).look(notes, warnings);
        }
        return new ImportedDictionary(read.format(), read.dictionary(), notes, warnings);
    }

    private void look(List<String> notes, List<String> warnings) {
        double[] lengths = decoder.rowNorms();
        double[] sorted = lengths.clone();
        Arrays.sort(sorted);
        notes.add(String.format(
                java.util.Locale.ROOT,
                "Atoms have length %.4g to %.4g, median %.4g.",
                sorted[0],
                sorted[sorted.length - 1],
                sorted[sorted.length / 2]));
        if (form.width() != form.outputWidth() || form.stored().architecture().endsWith("transcoder")) {
            return; // it does not write what it reads
        }
        double agreement = medianCosine(encoder, decoder);
        notes.add(String.format(
                java.util.Locale.ROOT, "Encoder row and atom of a feature have a median cosine of %.3f.", agreement));
        if (form.features() == form.width()) {
            double other =
                    Math.max(medianCosine(encoder.transposed(), decoder), medianCosine(encoder, decoder.transposed()));
            if (other > agreement + 0.2 && other > 2 * Math.abs(agreement)) {
                warnings.add(String.format(
                        java.util.Locale.ROOT,
                        "As many features as inputs, and with one matrix transposed encoder and atoms agree better (cosine %.2f"
                                + " instead of %.2f): one of them seems to be stored the other way round.",
                        other,
                        agreement));
            }
        }
        if (agreement < 0.05) {
            warnings.add(String.format(
                    java.util.Locale.ROOT,
                    "Features hardly read what they write (median cosine %.2f; trained dictionaries have clearly positive ones):"
                            + " wrong orientation, or not the format it was taken for.",
                    agreement));
            return;
        }
        superpositions(warnings);
    }

    private static double medianCosine(Matrix a, Matrix b) {
        double[] cosines = new double[a.rows()];
        double[] na = a.rowNorms();
        double[] nb = b.rowNorms();
        int used = 0;
        for (int i = 0; i < a.rows(); i++) {
            if (na[i] * nb[i] > 0) {
                double dot = 0;
                for (int j = 0; j < a.columns(); j++) {
                    dot += (double) a.values()[i * a.columns() + j] * b.values()[i * a.columns() + j];
                }
                cosines[used++] = dot / (na[i] * nb[i]);
            }
        }
        double[] sorted = Arrays.copyOf(cosines, used);
        Arrays.sort(sorted);
        return used == 0 ? 0 : sorted[used / 2];
    }

    /** Rows of a few atoms, strong enough to pass biases and thresholds. */
    private void superpositions(List<String> warnings) {
        SplittableRandom random = new SplittableRandom(7);
        int few = Math.max(1, Math.min(MOST_ATOMS, form.features()));
        double strength = strength();
        double[] output = Vectors.doubles(form.outputBias());
        double error = 0;
        double total = 0;
        double active = 0;
        for (int r = 0; r < ROWS; r++) {
            double[] signal = new double[form.width()];
            for (int i = 0; i < few; i++) {
                int j = random.nextInt(form.features());
                double amount = strength * (1 + random.nextDouble());
                for (int c = 0; c < signal.length; c++) {
                    signal[c] += amount * decoder.values()[j * signal.length + c];
                }
            }
            double[] row = Vectors.sum(signal, output);
            double[] code = code(row);
            double[] back = output.clone();
            for (int j = 0; j < code.length; j++) {
                if (code[j] > 0) {
                    active++;
                    for (int c = 0; c < back.length; c++) {
                        back[c] += code[j] * decoder.values()[j * back.length + c];
                    }
                }
            }
            for (int c = 0; c < back.length; c++) {
                error += (back[c] - row[c]) * (back[c] - row[c]);
                total += signal[c] * signal[c];
            }
        }
        active /= ROWS;
        int k = form.stored().k();
        if (k > 0 && active > 10.0 * Math.max(k, few)) {
            warnings.add(String.format(
                    java.util.Locale.ROOT,
                    "Rows made of %d atoms light %.0f features, and the dictionary was trained for %d: wrong normalisation or"
                            + " activation.",
                    few,
                    active,
                    k));
        }
        if (k > 0 && error > total && form.rowScaling().equals("none")) {
            warnings.add(String.format(
                    java.util.Locale.ROOT,
                    "Rows made of %d atoms come back with an error larger than themselves (%.1f times their square): wrong"
                            + " orientation, normalisation or activation.",
                    few,
                    error / total));
        }
    }

    /** How much of an atom it takes to bring a typical feature to twice what it must exceed; at least 1. */
    private double strength() {
        double[] bias = centredBias();
        double[] needed = new double[form.features()];
        for (int j = 0; j < needed.length; j++) {
            double gain = 0;
            for (int c = 0; c < form.width(); c++) {
                gain += (double) encoder.values()[j * form.width() + c] * decoder.values()[j * form.width() + c];
            }
            needed[j] = gain > 1e-9 ? Math.max(0, form.threshold(j) - bias[j]) / gain : 0;
        }
        Arrays.sort(needed);
        return Math.max(1, 2 * needed[needed.length / 2]);
    }

    /** Pre-activations of a row that is the output bias and nothing else. */
    private double[] centredBias() {
        double[] shift = Vectors.sum(
                Vectors.doubles(form.outputBias()), Vectors.map(Vectors.doubles(form.inputBias()), v -> -v));
        return Vectors.sum(Vectors.doubles(form.encoderBias()), encoder.times(shift));
    }

    /** In units of the row, where rows are scaled. */
    private double[] code(double[] row) {
        double[] centred = Vectors.sum(row, Vectors.map(Vectors.doubles(form.inputBias()), v -> -v));
        double[] a = Vectors.sum(Vectors.doubles(form.encoderBias()), encoder.times(centred));
        double least = 0;
        if (form.k() > 0 && form.k() < a.length) {
            double[] sorted = a.clone();
            Arrays.sort(sorted);
            least = sorted[a.length - form.k()];
        }
        for (int j = 0; j < a.length; j++) {
            boolean kept = form.k() > 0 ? a[j] >= least : a[j] > form.threshold(j);
            a[j] = kept && a[j] > 0 ? a[j] : 0;
        }
        return a;
    }
}
