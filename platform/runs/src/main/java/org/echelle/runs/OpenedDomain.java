package org.echelle.runs;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.EchelleException;
import org.echelle.api.LabelSink;
import org.echelle.api.OpenContext;
import org.echelle.api.PlainFeatures;
import org.echelle.api.Progress;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSites;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.Subject;
import org.echelle.torch.OpenArrays;
import org.echelle.torch.Torch;

/** A config's subject, samples and concepts, opened by the domains that the config names; closes them together. */
public final class OpenedDomain implements AutoCloseable {
    private final Domain domain;
    private final RunConfig config;
    private final Device device;
    private final NDManager manager;
    private final OpeningNotes progress;
    private final PluginProgress reports;
    private final Map<String, NDManager> lent = new LinkedHashMap<>();
    private final Function<String, Domain> domains;
    private Subject subject;
    private SampleSource samples;
    private final List<ConceptSource> sources = new ArrayList<>();
    private final List<Boolean> planted = new ArrayList<>();

    private OpenedDomain(RunConfig config, Function<String, Domain> domains, Progress progress) {
        this.config = config;
        this.domain = domains.apply(config.domain());
        this.domains = domains;
        this.progress = new OpeningNotes(progress);
        this.reports = new PluginProgress(this.progress);
        this.device = Torch.device(config.device());
        if (config.threads() > 0) {
            Torch.threads(config.threads());
        }
        this.manager = Torch.newManager(device);
    }

    /** Opens only the subject. */
    public static OpenedDomain subject(RunConfig config, Domain domain, Progress progress) {
        return subject(config, only(domain), progress);
    }

    /**
     * Opens only the subject.
     *
     * @param domains as for {@link #subjectAndSamples(RunConfig, Function, Progress)}
     */
    public static OpenedDomain subject(RunConfig config, Function<String, Domain> domains, Progress progress) {
        return open(config, domains, progress, false, false);
    }

    /** Opens subject and samples. */
    public static OpenedDomain subjectAndSamples(RunConfig config, Domain domain, Progress progress) {
        return subjectAndSamples(config, only(domain), progress);
    }

    /**
     * Opens subject and samples.
     *
     * @param domains finds a domain by its name: the run's own, and those that its subject and its judge come from
     */
    public static OpenedDomain subjectAndSamples(
            RunConfig config, Function<String, Domain> domains, Progress progress) {
        return open(config, domains, progress, true, false);
    }

    /** Opens subject, samples and all concepts. */
    public static OpenedDomain whole(RunConfig config, Domain domain, Progress progress) {
        return whole(config, only(domain), progress);
    }

    /**
     * Opens subject, samples and all concepts.
     *
     * @param domains as for {@link #subjectAndSamples(RunConfig, Function, Progress)}
     */
    public static OpenedDomain whole(RunConfig config, Function<String, Domain> domains, Progress progress) {
        return open(config, domains, progress, true, true);
    }

    private static Function<String, Domain> only(Domain domain) {
        return name -> {
            if (!name.equals(domain.name())) {
                throw new RunException("There is no domain \"" + name + "\" here, only " + domain.name() + ".");
            }
            return domain;
        };
    }

    /** Why a config's samples cannot be read; empty when they can. */
    static Optional<EchelleException> unreadable(RunConfig config, Domain domain, Progress progress) {
        try (OpenedDomain opened = new OpenedDomain(config, only(domain), progress)) {
            opened.openSamples();
            return Optional.empty();
        } catch (EchelleException e) {
            return Optional.of(e);
        }
    }

    private static OpenedDomain open(
            RunConfig config,
            Function<String, Domain> domains,
            Progress progress,
            boolean withSamples,
            boolean withConcepts) {
        OpenedDomain opened = new OpenedDomain(config, domains, progress);
        try {
            opened.subject = opened.opening().open();
            if (withSamples) {
                opened.openSamples();
            }
            if (withConcepts) {
                opened.openConcepts();
            } else if (withSamples) {
                opened.readConcepts();
            }
            opened.progress.opened();
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private void openSamples() {
        SampleKind<?> kind = sampleKind();
        samples = openSamples(kind);
        if (samples.size() == 0) {
            throw new RunException("The sample source '" + kind.name() + "' found no samples.");
        }
        opening().check(samples);
    }

    private SubjectOpening opening() {
        return new SubjectOpening(config, domains, this::lend);
    }

    /**
     * The kind that the config names, else of those that have all keys of the section the one that recognises the path, else the
     * first of them, else the first.
     */
    private SampleKind<?> sampleKind() {
        String name = config.kindOf("samples");
        if (name == null) {
            List<SampleKind<?>> fitting = new ArrayList<>();
            for (SampleKind<?> kind : domain.samples()) {
                if (OptionsBinder.keys(kind.options()).containsAll(config.keysOf("samples"))) {
                    fitting.add(kind);
                }
            }
            for (Path path : SubjectOpening.existing(config, "samples", "path")) {
                for (SampleKind<?> kind : fitting) {
                    if (kind.recognises(path)) {
                        return kind;
                    }
                }
            }
            if (!fitting.isEmpty()) {
                return fitting.get(0);
            }
        }
        return RunConfig.choose(domain.samples(), name, config.originOf("samples"), "sample kind");
    }

    private <O extends Record> SampleSource openSamples(SampleKind<O> kind) {
        return kind.open(config.bind(kind, "samples"), lend(config.domain()));
    }

    private void openConcepts() {
        if (subject instanceof JudgedSubject judged && config.judgeConcepts()) {
            sources.add(
                    new JudgeConcepts(judged, samples, manager, config.extract().batch()));
            planted.add(false);
        }
        Set<String> ids = new HashSet<>();
        for (ConfigNode node : config.concepts()) {
            ConceptKind<?> kind = conceptKind(node);
            ConceptSource source = openConcepts(kind, node);
            sources.add(source);
            planted.add(Boolean.parseBoolean(node.textOf("planted", "false")));
            for (Concept concept : source.concepts()) {
                if (!ids.add(concept.id())) {
                    throw new RunException(node.origin + ": two concept sources both have a concept '" + concept.id()
                            + "'; leave one of them out.");
                }
            }
        }
    }

    /** Only reads what the config says of concepts: that it is sound, and from where the paths in it are meant, which the run keeps for later. */
    private void readConcepts() {
        config.concepts().forEach(node -> options(conceptKind(node), node));
    }

    private ConceptKind<?> conceptKind(ConfigNode node) {
        return RunConfig.choose(domain.concepts(), node.textOf("kind", null), node.origin, "concept kind");
    }

    private <O extends Record> O options(ConceptKind<O> kind, ConfigNode node) {
        return config.bind(kind, node.without("kind", "planted"), "concepts '" + kind.name() + "'");
    }

    private <O extends Record> ConceptSource openConcepts(ConceptKind<O> kind, ConfigNode node) {
        return kind.open(options(kind, node), own(), samples, lend(config.domain()));
    }

    /** The subject without its judge. */
    private Subject own() {
        return subject instanceof JudgedSubject judged ? judged.maker() : subject;
    }

    /** The domain's simple measures of this subject's samples, if it has any. */
    Optional<PlainFeatures> plainFeatures() {
        return samples == null ? domain.plainFeatures(own()) : domain.plainFeatures(own(), samples);
    }

    /** What the subject's plugin is lent. */
    OpenContext context() {
        return lend(config.subjectDomain().orElse(config.domain()));
    }

    /** What a domain is lent: a manager of its own, so that what it leaves open there can be told. */
    private OpenContext lend(String name) {
        return new Lent(device, lent.computeIfAbsent(name, n -> manager.newSubManager()), reports);
    }

    private record Lent(Device device, NDManager manager, Progress progress) implements OpenContext {}

    /** What was told while subject, samples and concepts were opened. */
    List<String> notes() {
        return progress.kept();
    }

    /** The domain of the samples, and of the subject unless the config names another. */
    public Domain domain() {
        return domain;
    }

    /** Finds the domains that the config names. */
    Function<String, Domain> domains() {
        return domains;
    }

    public RunConfig config() {
        return config;
    }

    public Device device() {
        return device;
    }

    /** Owns what the subject and its passes make. */
    public NDManager manager() {
        return manager;
    }

    public Subject subject() {
        return subject;
    }

    public SampleSource samples() {
        return samples;
    }

    /** How this subject's samples are drawn. */
    public SampleView view() {
        return samples == null ? domain.view(own()) : domain.view(own(), samples);
    }

    /** All concepts, in the order of the config. */
    public List<Concept> concepts() {
        return sources.stream().flatMap(s -> s.concepts().stream()).toList();
    }

    /** For each of {@link #concepts}, whether the config marks its source as planted ground truth. */
    public boolean[] planted() {
        boolean[] flags = new boolean[concepts().size()];
        int at = 0;
        for (int s = 0; s < sources.size(); s++) {
            for (int i = 0; i < sources.get(s).concepts().size(); i++) {
                flags[at++] = planted.get(s);
            }
        }
        return flags;
    }

    /** Tells one sample's labels from all sources, numbered as {@link #concepts}. */
    public void annotate(int sample, SampleSites sites, LabelSink sink) {
        int offset = 0;
        for (ConceptSource source : sources) {
            source.annotate(sample, sites, new ShiftedSink(sink, offset));
            offset += source.concepts().size();
        }
    }

    private record ShiftedSink(LabelSink sink, int offset) implements LabelSink {
        @Override
        public void sample(int concept, float value) {
            sink.sample(offset + concept, value);
        }

        @Override
        public void site(int concept, int row, float value, int instance) {
            sink.site(offset + concept, row, value, instance);
        }

        @Override
        public void unknownSample(int concept) {
            sink.unknownSample(offset + concept);
        }

        @Override
        public void unknownSite(int concept, int row) {
            sink.unknownSite(offset + concept, row);
        }
    }

    /** A trainer of the domain, bound to options from the command line. */
    public static void train(Domain domain, String trainer, List<String> assignments, Path output, Progress progress) {
        var kind = RunConfig.choose(domain.trainers(), trainer, "--trainer", "subject trainer");
        trainWith(kind, assignments, output, progress);
    }

    private static <O extends Record> void trainWith(
            org.echelle.api.TrainerKind<O> kind, List<String> assignments, Path output, Progress progress) {
        ConfigNode root = ConfigNode.map("the command line");
        assignments.forEach(a -> ConfigFile.set(root, a));
        O options = new OptionsBinder(Path.of("").toAbsolutePath())
                .bind(kind.options(), root, "trainer '" + kind.name() + "'");
        Device device = Torch.device("auto");
        try (NDManager manager = Torch.newManager(device)) {
            kind.train(options, output, new Lent(device, manager, new PluginProgress(progress)));
        }
    }

    private void tellLeftOpen() {
        lent.forEach((name, memory) -> {
            OpenArrays left = OpenArrays.of(memory);
            if (left.arrays() > 0) {
                progress.note("The plugin of domain " + name + " left " + left
                        + " open in the memory that it was lent; they are closed with the job.");
            }
        });
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        List<AutoCloseable> all = new ArrayList<>(sources);
        if (samples != null) {
            all.add(samples);
        }
        if (subject != null) {
            all.add(subject);
        }
        all.add(this::tellLeftOpen);
        all.add(manager);
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (RuntimeException e) {
                failure = e;
            } catch (Exception e) {
                failure = new EchelleException("A part of domain " + domain.name() + " could not be closed.", e);
            }
        }
        sources.clear();
        lent.clear();
        samples = null;
        subject = null;
        if (failure != null) {
            throw failure;
        }
    }
}
