package org.echelle.sae.formats;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.EchelleException;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;
import org.echelle.torch.TorchException;

/** The formats that are known, and which of them a file is. */
public final class DictionaryFormats {
    private static final List<DictionaryFormat> ALL = List.of(
            new Native(),
            new SaeLens(),
            new DictionaryLearning(),
            new Sparsify(),
            new OpenAi(),
            new SdxlUnbox(),
            new SaeBench(),
            new InterPlm(),
            new InterProt(),
            new SaeUron(),
            new Saev(),
            new Overcomplete(),
            new GemmaScope(),
            new BioNemo(),
            new Aisf(),
            new BareTensors());

    private DictionaryFormats() {}

    /** All formats, our own first. */
    public static List<DictionaryFormat> all() {
        return ALL;
    }

    /** @throws SaeException if there is none of that name; the message lists them */
    public static DictionaryFormat named(String name) {
        String wanted = name.replace('_', '-').toLowerCase(java.util.Locale.ROOT);
        return ALL.stream()
                .filter(f -> f.name().replace('_', '-').equals(wanted))
                .findFirst()
                .orElseThrow(() -> new SaeException("There is no dictionary format \"" + name + "\"; known are "
                        + String.join(
                                ", ", ALL.stream().map(DictionaryFormat::name).toList()) + "."));
    }

    /**
     * The one format that a path looks like; empty for none or several.
     *
     * @throws SaeException if there is nothing
     */
    public static Optional<DictionaryFormat> recognise(Path source) {
        List<DictionaryFormat> fitting = fitting(source);
        return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
    }

    /**
     * Reads a dictionary of any format.
     *
     * @param from its name; recognised where nothing is said
     * @throws SaeException if it cannot be read, or the format is unclear: then the message lists what was found and what each format
     *     wants
     */
    public static ImportedDictionary read(Path source, Optional<String> from, ImportSettings settings) {
        DictionaryFormat format = from.map(DictionaryFormats::named).orElseGet(() -> only(source));
        try {
            return format.read(source, settings);
        } catch (TorchException e) {
            throw new SaeException(withHint(e), e);
        }
    }

    /**
     * Writes a dictionary.
     *
     * @return what its readers should know
     * @throws SaeException if something would be lost
     */
    public static List<String> write(StoredDictionary dictionary, String to, Path target) {
        return named(to).write(dictionary, target);
    }

    /** Every format's name with what stands against writing it, empty where nothing does. */
    public static Map<String, Optional<String>> losses(StoredDictionary dictionary) {
        Map<String, Optional<String>> losses = new LinkedHashMap<>();
        for (DictionaryFormat format : ALL) {
            Optional<String> lost = Optional.empty();
            try {
                format.check(dictionary);
            } catch (EchelleException e) {
                lost = Optional.of(e.getMessage());
            }
            losses.put(format.name(), lost);
        }
        return losses;
    }

    private static List<DictionaryFormat> fitting(Path source) {
        Source opened = Source.of(source);
        return ALL.stream()
                .filter(f -> f instanceof ForeignFormat foreign ? fits(foreign, opened) : f.recognises(source))
                .toList();
    }

    /** A file that cannot be read is of no format. */
    static boolean fits(ForeignFormat format, Source source) {
        try {
            return format.fits(source);
        } catch (EchelleException e) {
            return false;
        }
    }

    private static DictionaryFormat only(Path source) {
        Source opened = Source.of(source);
        List<DictionaryFormat> fitting = fitting(source);
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (fitting.size() > 1) {
            throw new SaeException(
                    source + " looks like " + String.join(" and like ", names(fitting)) + "; say which with --from.");
        }
        opened.unreadable().ifPresent(why -> {
            throw new SaeException(withHint(why), why);
        });
        List<String> lines = new ArrayList<>();
        lines.add(source + " is no dictionary in a format that is known.");
        lines.add("Found: " + String.join("; ", opened.found()));
        lines.add("Known:");
        for (DictionaryFormat format : ALL) {
            lines.add(String.format("  %-20s %s", format.name(), format.layout()));
        }
        throw new SaeException(String.join(System.lineSeparator(), lines));
    }

    private static List<String> names(List<DictionaryFormat> formats) {
        return formats.stream().map(DictionaryFormat::name).toList();
    }

    /** The reason, with what somebody can do who has only the file. */
    private static String withHint(TorchException e) {
        String why = String.valueOf(e.getMessage());
        return why.contains("refused")
                ? why.replace(" Save the plain state dict, or safetensors.", "")
                        + " Ask its author for the state dict alone: torch.save(model.state_dict(), file), or safetensors."
                : why;
    }
}
