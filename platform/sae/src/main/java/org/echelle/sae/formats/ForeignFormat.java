package org.echelle.sae.formats;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.echelle.sae.PlainForm;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.HostTensor;

/** What the formats share: one look at the files, a check of what was read, and refusals in one form. */
abstract class ForeignFormat implements DictionaryFormat {
    abstract boolean fits(Source source);

    abstract ImportedDictionary read(Source source, ImportSettings settings);

    /**
     * Decides what will be written.
     *
     * @throws SaeException through {@link #lost} if something would be lost
     */
    abstract Export export(PlainForm form);

    /** The same for dictionaries that have no {@link PlainForm} but that this very format has a place for. */
    Optional<Export> exportOwn(StoredDictionary dictionary) {
        return Optional.empty();
    }

    @Override
    public final boolean recognises(Path source) {
        return Files.exists(source) && DictionaryFormats.fits(this, Source.of(source));
    }

    @Override
    public final ImportedDictionary read(Path source, ImportSettings settings) {
        return Conformance.checked(read(Source.of(source), settings));
    }

    @Override
    public final List<String> write(StoredDictionary dictionary, Path target) {
        Optional<Export> own = exportOwn(dictionary);
        if (own.isPresent()) {
            own.get().write(target);
            return own.get().notes();
        }
        PlainForm form = form(dictionary);
        Export export = export(form);
        export.write(target);
        return notes(form, export);
    }

    @Override
    public final List<String> check(StoredDictionary dictionary) {
        Optional<Export> own = exportOwn(dictionary);
        if (own.isPresent()) {
            return own.get().notes();
        }
        PlainForm form = form(dictionary);
        return notes(form, export(form));
    }

    private static List<String> notes(PlainForm form, Export export) {
        int n = form.stored().features();
        return form.features() == n
                ? export.notes()
                : Stream.concat(
                                Stream.of("Every signed feature j of the " + n
                                        + " is written as two: j for its positive values and " + n
                                        + " + j for its negative ones."),
                                export.notes().stream())
                        .toList();
    }

    private PlainForm form(StoredDictionary dictionary) {
        try {
            return PlainForm.of(dictionary);
        } catch (SaeException e) {
            throw new SaeException("The dictionary cannot be written as " + name() + ": " + e.getMessage(), e);
        }
    }

    /** The refusal to write. */
    final SaeException lost(String what) {
        return new SaeException("Written as " + name() + ", " + what + ".");
    }

    final void requirePlainRows(PlainForm form) {
        if (!form.rowScaling().equals("none")) {
            throw lost("the scaling of every row (" + form.rowScaling()
                    + ") would be lost, which the format has no place for");
        }
    }

    final void requireAutoencoder(PlainForm form) {
        if (form.skip().isPresent()) {
            throw lost("the skip connection would be lost, which the format has no place for");
        }
        if (form.width() != form.outputWidth()
                || form.stored().architecture().endsWith("transcoder")
                || form.stored().architecture().equals("crosscoder")) {
            throw lost("it would lose that this is a " + form.stored().architecture()
                    + ": the format holds dictionaries that reconstruct what they read");
        }
    }

    /** Every positive pre-activation counts. */
    static boolean isRelu(PlainForm form) {
        return form.k() == 0 && Vectors.allAre(form.thresholds(), 0);
    }

    /** The one threshold of all features, where thresholds choose and all are equal. */
    static OptionalDouble uniform(PlainForm form) {
        return form.k() == 0 && Vectors.allAre(form.thresholds(), form.thresholds()[0])
                ? OptionalDouble.of(form.thresholds()[0])
                : OptionalDouble.empty();
    }

    static HostTensor thresholds(PlainForm form) {
        float[] all = new float[form.features()];
        for (int j = 0; j < all.length; j++) {
            all[j] = form.threshold(j);
        }
        return HostTensor.ofFloats(all, all.length);
    }

    static HostTensor turned(HostTensor tensor) {
        return Matrix.of(tensor).transposed().tensor();
    }

    static HostTensor scalar(double value) {
        return HostTensor.ofFloats(new float[] {(float) value});
    }

    static HostTensor scalar(int value) {
        return HostTensor.ofInts(new int[] {value});
    }

    static boolean tied(PlainForm form) {
        return Vectors.same(form.inputBias(), form.outputBias());
    }

    static final String FOLDED =
            "What is subtracted from a row is not what the format subtracts; the difference went into the"
                    + " encoder bias, which computes the same.";

    /** The encoder bias if the output bias is what is subtracted from a row: {@code b_enc + E(b_out - b_in)}. */
    static HostTensor biasIfTied(PlainForm form) {
        if (tied(form)) {
            return form.encoderBias();
        }
        double[] shift = Vectors.sum(
                Vectors.doubles(form.outputBias()), Vectors.map(Vectors.doubles(form.inputBias()), v -> -v));
        return moved(form, shift);
    }

    /** The encoder bias if nothing is subtracted from a row: {@code b_enc - E b_in}. */
    static HostTensor biasIfNothing(PlainForm form) {
        return Vectors.zero(form.inputBias())
                ? form.encoderBias()
                : moved(form, Vectors.map(Vectors.doubles(form.inputBias()), v -> -v));
    }

    private static HostTensor moved(PlainForm form, double[] shift) {
        return Vectors.tensor(Vectors.sum(
                Vectors.doubles(form.encoderBias()), Matrix.of(form.encoder()).times(shift)));
    }

    /** A fact of the config that an import kept. */
    static Object origin(PlainForm form, String name, Object otherwise) {
        return form.stored().facts().get("imported") instanceof Map<?, ?> map && map.get(name) != null
                ? map.get(name)
                : otherwise;
    }

    /** How many features a row the dictionary was trained for; 0 where nobody knows. */
    static int trainedK(PlainForm form) {
        return form.stored().k();
    }
}
