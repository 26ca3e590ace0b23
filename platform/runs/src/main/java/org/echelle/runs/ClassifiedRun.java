package org.echelle.runs;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.api.HookPoint;
import org.echelle.api.Progress;
import org.echelle.sae.Dictionary;
import org.echelle.sae.formats.Dictionaries;
import org.echelle.steering.experiment.Passes;
import org.echelle.steering.experiment.Readout;
import org.echelle.torch.Torch;

/** A finished run of a subject with one vector of scores a sample, opened again at one of its hook points to ask what it relies on. */
public final class ClassifiedRun {
    private final RunView run;
    private final HookResults results;
    private final HookPoint hook;

    private ClassifiedRun(RunView run, HookResults results) {
        this.run = run;
        this.results = results;
        hook = HookView.requireWhole(results.hook(), "rely");
    }

    /**
     * Opens one.
     *
     * @param folder of a run that was carried as far as its index
     * @param hook a hook point that the run read; empty for its last
     * @throws RunException when the subject gives no scores of classes, or nothing was trained at that hook point
     */
    public static ClassifiedRun open(OpenedDomain opened, RunFolder folder, String hook, Progress progress) {
        RunView run = new RunView(opened, folder, progress);
        SteerJob.requireLogits(opened.subject());
        return new ClassifiedRun(run, run.results(hook));
    }

    public OpenedDomain opened() {
        return run.opened();
    }

    public Progress progress() {
        return run.progress();
    }

    public HookPoint hook() {
        return hook;
    }

    /** What each feature is called on its card. */
    public Map<Integer, String> names() {
        return results.names();
    }

    /** The run's dictionary; the caller closes it. */
    public Dictionary dictionary() {
        return Dictionaries.load(results.dictionary(), run.opened().manager());
    }

    /** Some samples of the selection side, on which things are chosen. */
    public int[] selection(int most) {
        return run.some(run.sides().selection(), most, run.opened().config().seed() + 17);
    }

    /** Some samples of the held-out side, on which things are told. */
    public int[] heldOut(int most) {
        return run.some(run.sides().heldOut(), most, run.opened().config().seed() + 18);
    }

    /** What a sample belongs to. */
    public String group(int sample) {
        return run.groups().of(sample);
    }

    /** What groups are, in a word; "sample" where nobody knows which belong together. */
    public String groupedBy() {
        return run.groups().kind().isEmpty() ? "sample" : run.groups().kind();
    }

    /** Those samples as batches for the subject. */
    public Passes.Inputs inputs(int[] samples, String what) {
        return run.inputs(run.opened().subject(), samples, what);
    }

    /**
     * The column of an output.
     *
     * @param target its name, the part of it before or behind a slash, or its number
     * @throws RunException when there is none, with the nearest
     */
    public int column(String target, Readout readout) {
        List<String> names = readout.names();
        int exact = names.indexOf(target);
        if (exact >= 0) {
            return exact;
        }
        int found = -1;
        for (int o = 0; o < names.size(); o++) {
            String name = names.get(o);
            if (name.endsWith("/" + target) || target.endsWith("/" + name) || name.startsWith(target + "/")) {
                if (found >= 0) {
                    throw Answers.unknown(target, readout);
                }
                found = o;
            }
        }
        if (found >= 0) {
            return found;
        }
        if (target.matches("[0-9]{1,6}") && Integer.parseInt(target) < names.size()) {
            return Integer.parseInt(target);
        }
        throw Answers.unknown(target, readout);
    }

    /** Config, versions and fingerprints, for what is written of an experiment. */
    public Map<String, Object> facts(Map<String, String> versions) {
        OpenedDomain opened = run.opened();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("started", Instant.now().toString());
        facts.put("config", opened.config().resolved());
        facts.put("device", opened.device().toString());
        facts.put("subject-fingerprint", opened.subject().fingerprint());
        facts.put("samples-fingerprint", opened.samples().fingerprint());
        facts.put(
                "dictionary-fingerprint",
                org.echelle.torch.Checksums.sha256(results.dictionary().resolve("dictionary.safetensors")));
        Map<String, String> all = new LinkedHashMap<>(versions);
        all.putAll(Torch.versions());
        facts.put("versions", all);
        return facts;
    }
}
