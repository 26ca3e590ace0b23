package org.echelle.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.echelle.torch.Torch;

/**
 * How a run came to be, as {@code run.json} tells it: config, versions, device, seeds, fingerprints, and for every step its key,
 * timing and results. Written anew after every step.
 */
final class Provenance {
    private final Path file;
    private final Map<String, Object> content = new LinkedHashMap<>();
    private final Map<String, Object> steps = new LinkedHashMap<>();

    Provenance(Path file, RunConfig config, Map<String, String> versions) {
        this.file = file;
        content.put("format", 1);
        content.put("title", config.title());
        content.put("status", "running");
        content.put("started", Instant.now().toString());
        content.put("config", config.resolved());
        content.put("config-name", config.name());
        content.put("seed", config.seed());
        Map<String, String> all = new LinkedHashMap<>(versions);
        all.put("java", System.getProperty("java.version"));
        all.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        all.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        all.putAll(Torch.versions());
        content.put("versions", all);
    }

    void put(String key, Object value) {
        content.put(key, value);
        write();
    }

    /** Keeps a step of an earlier run whose artefacts are used again. */
    void keep(String step, Object record) {
        steps.put(step, record);
        content.put("steps", steps);
        write();
    }

    /**
     * Notes that a step is done.
     *
     * @param key digest of all that decides the step's result
     * @param seconds wall time
     * @param results what the step found
     */
    void done(String step, String key, double seconds, Map<String, Object> results) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("key", key);
        record.put("seconds", Math.round(seconds * 1000) / 1000.0);
        record.putAll(results);
        keep(step, record);
    }

    void finish(String status, String message) {
        content.put("status", status);
        if (message != null) {
            content.put("message", message);
        }
        content.put("finished", Instant.now().toString());
        write();
    }

    private void write() {
        RunFolder.writeJson(file, content);
    }
}
