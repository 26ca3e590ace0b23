package org.echelle.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.echelle.api.Kind;
import org.echelle.api.Option;
import org.echelle.torch.Nearest;

/**
 * One run, as a YAML file and {@code --set} assignments describe it.
 *
 * <p>The sections {@code subject}, {@code samples} and the entries of {@code concepts} belong to the domain's plugin: they are
 * kept as written until the domain is known, and bound by {@link #bind}.
 */
public final class RunConfig {
    private static final String EXAMPLE = "example";
    private static final List<String> TOP = List.of(
            "title",
            "domain",
            "subject",
            "samples",
            "concepts",
            "judge",
            "hooks",
            "seed",
            "device",
            "threads",
            "isolation",
            "limits",
            "out",
            "extract",
            "dictionary",
            "score",
            "report");

    /** Where a run is carried out. */
    public enum Isolation {
        /** In the program that was asked. */
        HOST,
        /** In a program of its own. */
        PROCESS
    }

    /** Keys of the sections that this room understands itself. */
    record General(
            @Option(value = "what the report is headed with", fallback = "Features of a model")
            String title,

            @Option(
                    value = "hook points to read, or some rows of one as NAME@timestep=0..299; empty for the subject's"
                            + " middle block",
                    fallback = "[]")
            List<String> hooks,

            @Option(value = "seed of everything random", fallback = "0")
            long seed,

            @Option(value = "where to compute: auto, cpu or gpu:N", fallback = "auto")
            String device,

            @Option(value = "CPU threads of the tensor library; 0 for all cores", fallback = "0")
            int threads,

            @Option(
                    value =
                            "host, or process for a program of its own, so that a crash of native code hurts no other job",
                    fallback = "host")
            Isolation isolation,

            LimitOptions limits,

            @Option(value = "folder of the run") Optional<Path> out,
            ExtractOptions extract,
            DictionaryOptions dictionary,
            ScoringOptions score,
            ReportOptions report) {}

    private final ConfigNode root;
    private final Path base;
    private final String name;
    private final String domain;
    private final General general;

    private RunConfig(ConfigNode root, Path base, String name) {
        this.root = root;
        this.base = base;
        this.name = name;
        for (String key : root.entries.keySet()) {
            if (!TOP.contains(key)) {
                throw OptionsBinder.unknownKey(root.keyOrigins.get(key), key, TOP, "a run config");
            }
        }
        this.domain = root.textOf("domain", null);
        if (domain == null) {
            throw new RunException(root.origin + ": a run config needs the key 'domain', such as 'domain: vision'.");
        }
        this.general = new OptionsBinder(base)
                .bind(General.class, root.without("domain", "subject", "samples", "concepts", "judge"), "a run config");
    }

    /**
     * Reads a config file and applies assignments on top.
     *
     * @param file YAML in UTF-8
     * @param assignments {@code a.b=value}, later ones win; relative paths in them are taken from the working folder
     * @throws RunException with file, line and column when something is wrong
     */
    public static RunConfig read(Path file, List<String> assignments) {
        ConfigNode root = ConfigFile.read(file);
        assignments.forEach(a -> ConfigFile.set(root, a));
        Path absolute = file.toAbsolutePath().normalize();
        String fileName = absolute.getFileName().toString();
        int dot = fileName.lastIndexOf('.');
        return new RunConfig(root, absolute.getParent(), dot > 0 ? fileName.substring(0, dot) : fileName);
    }

    /** A config without a file, such as the flags of {@code echelle extract} make one. */
    public static RunConfig of(String name, List<String> assignments) {
        ConfigNode root = ConfigNode.map("the command line");
        assignments.forEach(a -> ConfigFile.set(root, a));
        return new RunConfig(root, Path.of("").toAbsolutePath(), name);
    }

    /**
     * A config of a dictionary alone.
     *
     * @param assignments keys of the {@code dictionary} section, with or without that word before them, or {@code seed}; errors tell
     *     each as it is written here
     * @throws RunException when an assignment is malformed, or its key unknown
     */
    static RunConfig ofDictionary(String name, List<String> assignments) {
        ConfigNode root = ConfigNode.map("the command line");
        ConfigFile.set(root, "domain=none");
        for (String typed : assignments) {
            boolean whole = typed.startsWith("dictionary.") || typed.startsWith("seed=");
            ConfigFile.set(root, whole ? typed : "dictionary." + typed, "--set " + typed);
        }
        return new RunConfig(root, Path.of("").toAbsolutePath(), name);
    }

    /**
     * The config of a finished or stopped run, as its {@code run.json} holds it.
     *
     * @param folder the run's folder
     * @param assignments as for {@link #read}
     * @throws RunException when the folder holds no run
     */
    public static RunConfig reopen(Path folder, List<String> assignments) {
        JsonNode run = RunFolder.readJson(folder.resolve("run.json"));
        if (run == null || !run.path("config").isObject()) {
            throw new RunException(
                    folder + " holds no run (there is no run.json in it); give a config file, or the folder "
                            + "of an earlier run.");
        }
        // JSON is YAML, and its paths were made absolute when the run was opened
        ConfigNode root = ConfigFile.parse(new StringReader(run.path("config").toString()), folder + "/run.json");
        ConfigFile.set(root, "out=" + folder.toAbsolutePath().normalize());
        assignments.forEach(a -> ConfigFile.set(root, a));
        return new RunConfig(
                root, folder.toAbsolutePath(), run.path("config-name").asText("run"));
    }

    /** The same config with one more assignment. */
    RunConfig with(String assignment) {
        ConfigNode changed = ConfigFile.parse(new StringReader(RunFolder.json(resolved())), root.origin);
        ConfigFile.set(changed, assignment);
        return new RunConfig(changed, base, name);
    }

    /** Name of the config file without its ending. */
    public String name() {
        return name;
    }

    /** Name of the domain that is to do the work. */
    public String domain() {
        return domain;
    }

    /** Heading of the report. */
    public String title() {
        return general.title();
    }

    /** Hook points to read, by name; empty for the default. */
    public List<String> hooks() {
        return general.hooks();
    }

    /** Seed of everything random. */
    public long seed() {
        return general.seed();
    }

    /** Where to compute: {@code auto}, {@code cpu}, {@code gpu:N}. */
    public String device() {
        return general.device();
    }

    /** CPU threads of the tensor library, 0 for all cores. */
    public int threads() {
        return general.threads();
    }

    /** Whether the run has a program of its own. */
    public Isolation isolation() {
        return general.isolation();
    }

    /** What a plugin's calls may take. */
    public LimitOptions limits() {
        return general.limits();
    }

    /** Folder of the run: as configured, else {@code runs/NAME} in the working folder. */
    public Path out() {
        return general.out().orElseGet(() -> Path.of("runs", name).toAbsolutePath());
    }

    public ExtractOptions extract() {
        return general.extract();
    }

    public DictionaryOptions dictionary() {
        return general.dictionary();
    }

    public ScoringOptions score() {
        return general.score();
    }

    public ReportOptions report() {
        return general.report();
    }

    /** The kind that the {@code subject} or {@code samples} section names, or null. */
    String kindOf(String section) {
        ConfigNode node = root.entries.get(section);
        return node == null || !node.isMap() ? null : node.textOf("kind", null);
    }

    /** The domain that the {@code judge} section names; empty where there is no such section. */
    Optional<String> judge() {
        ConfigNode node = root.entries.get("judge");
        if (node == null || node.isNull) {
            return Optional.empty();
        }
        if (!node.isMap()) {
            throw new RunException(node.origin + ": 'judge' must be a section of 'key: value' lines, as 'subject' is.");
        }
        return Optional.of(node.textOf("domain", "vision"));
    }

    /** The domain that the {@code subject} section names; empty where it is the run's own. */
    public Optional<String> subjectDomain() {
        return Optional.ofNullable(textOf("subject", "domain")).filter(name -> !name.equals(domain));
    }

    /** All domains that work on this run: its own, its subject's, its judge's. */
    public Set<String> domains() {
        Set<String> all = new LinkedHashSet<>(List.of(domain));
        subjectDomain().ifPresent(all::add);
        judge().ifPresent(all::add);
        return all;
    }

    /** Keys written in a section, but {@code kind}. */
    Set<String> keysOf(String section) {
        ConfigNode node = root.entries.get(section);
        return node == null || !node.isMap()
                ? Set.of()
                : node.without("kind").entries.keySet();
    }

    /** The text under {@code section.key}, the first one of a list; empty where there is none. */
    Optional<String> firstTextOf(String section, String key) {
        ConfigNode node = root.entries.get(section);
        ConfigNode value = node == null || !node.isMap() ? null : node.entries.get(key);
        if (value != null && value.isList()) {
            value = value.items.isEmpty() ? null : value.items.get(0);
        }
        return value == null ? Optional.empty() : Optional.ofNullable(value.text);
    }

    /** The text under {@code section.key}, or null. */
    String textOf(String section, String key) {
        ConfigNode node = root.entries.get(section);
        return node == null || !node.isMap() ? null : node.textOf(key, null);
    }

    /** The folder from which relative paths of the config file are taken. */
    Path base() {
        return base;
    }

    /** Entries of the {@code concepts} list. */
    List<ConfigNode> concepts() {
        ConfigNode node = root.entries.get("concepts");
        if (node == null || node.isNull) {
            return List.of();
        }
        if (node.isMap()) {
            return List.of(node);
        }
        if (!node.isList()) {
            throw new RunException(node.origin + ": 'concepts' must be a list of entries such as '- kind: folders'.");
        }
        node.items.forEach(item -> {
            if (!item.isMap()) {
                throw new RunException(item.origin + ": an entry of 'concepts' looks like 'kind: folders'.");
            }
        });
        return node.items;
    }

    /** The concept entries as text, for keys. */
    String conceptsText() {
        return concepts().stream().map(n -> String.valueOf(n.plain())).toList().toString();
    }

    /** Chooses among kinds by name; null stands for the first. */
    static <K extends Kind<?>> K choose(List<K> kinds, String name, String origin, String what) {
        if (kinds.isEmpty()) {
            throw new RunException("This domain has no " + what + ".");
        }
        if (name == null) {
            return kinds.get(0);
        }
        List<String> names = kinds.stream().map(Kind::name).toList();
        for (K kind : kinds) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw new RunException(origin + ": there is no " + what + " '" + name + "'"
                + Nearest.question(name, names) + " There are: "
                + String.join(", ", names) + ".");
    }

    /** Where a section stands, for errors. */
    String originOf(String section) {
        ConfigNode node = root.entries.get(section);
        return node == null ? root.origin : node.origin;
    }

    /**
     * Binds the subject's section. Where a subject has a key {@code example}, for samples that tell it the shapes of its inputs, and the
     * config leaves it out, the samples' path stands in.
     */
    <O extends Record> O bindSubject(Kind<O> kind) {
        ConfigNode subject = root.entries.get("subject");
        ConfigNode samples = root.entries.get("samples");
        boolean open = subjectDomain().isEmpty()
                && subject != null
                && subject.isMap()
                && !subject.entries.containsKey(EXAMPLE);
        if (open
                && OptionsBinder.keys(kind.options()).contains(EXAMPLE)
                && samples != null
                && samples.isMap()
                && samples.textOf("path", null) != null) {
            ConfigNode path = samples.entries.get("path");
            ConfigNode filled = subject.without("kind", "domain");
            filled.put(EXAMPLE, path.origin, ConfigNode.scalar(path.origin, path.text));
            return bind(kind, filled, "subject '" + kind.name() + "'");
        }
        return bind(kind, "subject");
    }

    /** Binds a plugin's section. */
    <O extends Record> O bind(Kind<O> kind, String section) {
        ConfigNode node = root.entries.get(section);
        if (node == null || node.isNull) {
            node = ConfigNode.map(root.origin);
        }
        if (!node.isMap()) {
            throw new RunException(node.origin + ": '" + section + "' must be a section of 'key: value' lines.");
        }
        String[] ours = section.equals("subject") ? new String[] {"kind", "domain"} : new String[] {"kind"};
        return bind(kind, node.without(ours), section + " '" + kind.name() + "'");
    }

    /** Binds the judge's section to a kind of its domain. */
    <O extends Record> O bindJudge(Kind<O> kind) {
        return bind(
                kind,
                root.entries.get("judge").without("kind", "domain", "concepts", "groups"),
                "judge '" + kind.name() + "'");
    }

    /** Whether what the judge sees is scored as concepts. */
    boolean judgeConcepts() {
        ConfigNode node = root.entries.get("judge");
        return node != null && node.isMap() && Boolean.parseBoolean(node.textOf("concepts", "true"));
    }

    /**
     * The groups of the judge's outputs that count, the first for what is asked, each with the classes that the judge chooses between (none
     * for all of them); no group for all outputs as one.
     */
    Map<String, List<String>> judgeGroups() {
        ConfigNode node = root.entries.get("judge");
        ConfigNode groups = node == null || !node.isMap() ? null : node.entries.get("groups");
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        if (groups == null || groups.isNull) {
            return wanted;
        }
        if (groups.isMap()) {
            groups.entries.forEach((name, classes) -> wanted.put(name, classes.isNull ? List.of() : texts(classes)));
        } else {
            texts(groups).forEach(name -> wanted.put(name, List.of()));
        }
        return wanted;
    }

    private static List<String> texts(ConfigNode node) {
        List<ConfigNode> all = node.isList() ? node.items : List.of(node);
        if (all.stream().anyMatch(one -> one.text == null || one.text.isBlank())) {
            throw new RunException(node.origin
                    + ": 'judge: groups' names groups of the judge's classes, such as [shape, colour], or the classes of each,"
                    + " such as {shape: [circle, ring]}.");
        }
        return all.stream().map(one -> one.text).toList();
    }

    /** Binds one entry of {@code concepts}. */
    <O extends Record> O bind(Kind<O> kind, ConfigNode node, String what) {
        return new OptionsBinder(base).bind(kind.options(), node, what);
    }

    /** The config as it stands after all assignments, as plain Java values. */
    public Map<String, Object> resolved() {
        @SuppressWarnings("unchecked") // the root is a map of strings to plain values by construction
        Map<String, Object> plain = (Map<String, Object>) root.plain();
        return plain;
    }
}
