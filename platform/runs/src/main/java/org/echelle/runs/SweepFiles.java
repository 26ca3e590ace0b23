package org.echelle.runs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.echelle.analysis.Stability;
import org.echelle.torch.AtomicFiles;

/** The folder of a sweep: {@code sweep.csv}, {@code sweep.json}, a folder for each dictionary, and the page that others add. */
final class SweepFiles {
    private static final List<String> OWN = List.of("sweep.csv", "sweep.json", "frontier.svg", "index.html");

    private SweepFiles() {}

    /** Whether a sweep has left something here. */
    static boolean holdsSweep(Path dir) {
        return Files.exists(dir.resolve("sweep.json")) || !members(dir).isEmpty();
    }

    /** Removes what sweeps left, and nothing else. */
    static void clear(Path dir) {
        members(dir).forEach(RunFolder::delete);
        OWN.forEach(name -> RunFolder.delete(dir.resolve(name)));
    }

    private static List<Path> members(Path dir) {
        if (!Files.isDirectory(dir)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(dir)) {
            return entries.filter(Files::isDirectory)
                    .filter(p -> Stream.of("checkpoints", "dictionary.json", "failure.json", "history.json")
                            .anyMatch(n -> Files.exists(p.resolve(n))))
                    .toList();
        } catch (java.io.IOException e) {
            throw new RunException("The folder " + dir + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    static void write(Path dir, SweepOutcome outcome) {
        AtomicFiles.write(dir.resolve("sweep.csv"), csv(outcome).getBytes(StandardCharsets.UTF_8));
        RunFolder.writeJson(dir.resolve("sweep.json"), json(outcome));
    }

    /** RFC 4180; names are letters, digits, dots, dashes and underscores, so only failures need quotes. */
    static String csv(SweepOutcome outcome) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "member,architecture,features,k,seed,l0,fvu,dead_share,dense_share,loss,rows_per_second,front,failure");
        for (SweepOutcome.Member m : outcome.members()) {
            lines.add(String.join(
                    ",",
                    m.name(),
                    m.architecture(),
                    Integer.toString(m.features()),
                    m.k() > 0 ? Integer.toString(m.k()) : "",
                    Long.toString(m.seed()),
                    number(m.l0()),
                    number(m.fvu()),
                    number(m.deadShare()),
                    number(m.denseShare()),
                    number(m.loss()),
                    number(m.rowsPerSecond()),
                    Boolean.toString(m.front()),
                    m.failure().isEmpty() ? "" : '"' + m.failure().replace("\"", "\"\"") + '"'));
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    private static Map<String, Object> json(SweepOutcome outcome) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", "echelle-sweep/1");
        all.put("rows", outcome.rows());
        all.put("measured", Map.of("rows", outcome.measuredRows(), "held-out", outcome.heldOut()));
        all.put("members", outcome.members().stream().map(SweepFiles::member).toList());
        all.put("stability", outcome.groups().stream().map(SweepFiles::group).toList());
        all.put("notes", outcome.notes());
        return all;
    }

    private static Map<String, Object> member(SweepOutcome.Member m) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", m.name());
        out.put("group", m.group());
        out.put("architecture", m.architecture());
        out.put("features", m.features());
        if (m.k() > 0) {
            out.put("k", m.k());
        }
        out.put("seed", m.seed());
        if (m.finished()) {
            out.put("l0", m.l0());
            out.put("fvu", m.fvu());
            out.put("dead-share", m.deadShare());
            out.put("dense-share", m.denseShare());
            out.put("loss", m.loss());
            out.put("rows-per-second", m.rowsPerSecond());
            out.put("front", m.front());
        } else {
            out.put("failure", m.failure());
        }
        return out;
    }

    private static Map<String, Object> group(SweepOutcome.Group group) {
        Stability.Summary s = group.stability();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("group", group.name());
        out.put("dictionaries", s.dictionaries());
        out.put("pairs", s.pairs());
        out.put("features", s.features());
        out.put("matched", s.matched());
        out.put("decoder-matched", s.decoderMatched());
        out.put("mean-max-cosine", s.meanMaxCosine());
        out.put("pw-mcc", s.pwMcc());
        out.put("never-fired", s.silent());
        out.put("exact-assignment", s.exact());
        return out;
    }
}
