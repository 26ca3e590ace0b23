package org.echelle.runs;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.Checksums;
import org.echelle.torch.Torch;

/** Where an experiment on a finished run comes from, as its JSON file tells: when it began, config, device, fingerprints, versions. */
public final class ExperimentFacts {
    private ExperimentFacts() {}

    /**
     * Of an experiment that asks the subject.
     *
     * @param versions of the program
     * @return facts by name; a caller may add its own
     */
    public static Map<String, Object> ofSubject(OpenedDomain opened, Map<String, String> versions) {
        Map<String, Object> facts = begun(opened);
        facts.put("subject", opened.subject().facts());
        facts.put("subject-fingerprint", opened.subject().fingerprint());
        facts.put("versions", versions(versions));
        return facts;
    }

    /**
     * Of an experiment that passes the run's own samples through its dictionary.
     *
     * @param results of the hook point
     * @param versions of the program
     * @return facts by name; a caller may add its own
     */
    static Map<String, Object> ofSamples(OpenedDomain opened, HookResults results, Map<String, String> versions) {
        Map<String, Object> facts = begun(opened);
        facts.put("subject-fingerprint", opened.subject().fingerprint());
        facts.put("samples-fingerprint", opened.samples().fingerprint());
        facts.put("dictionary-fingerprint", dictionary(results));
        facts.put("versions", versions(versions));
        return facts;
    }

    /** Digest of a trained dictionary's weights. */
    static String dictionary(HookResults results) {
        return Checksums.sha256(results.dictionary().resolve("dictionary.safetensors"));
    }

    /** The program's versions, then the engine's. */
    static Map<String, String> versions(Map<String, String> program) {
        Map<String, String> all = new LinkedHashMap<>(program);
        all.putAll(Torch.versions());
        return all;
    }

    private static Map<String, Object> begun(OpenedDomain opened) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("started", Instant.now().toString());
        facts.put("config", opened.config().resolved());
        facts.put("device", opened.device().toString());
        return facts;
    }
}
