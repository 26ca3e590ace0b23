package org.echelle.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.echelle.api.BadSampleException;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;

/**
 * Opens the subject of a config: of the run's domain or of another one, with the judge behind it where the config names one.
 *
 * @param domains finds a domain by its name
 * @param lend what the domain of that name is lent
 */
record SubjectOpening(RunConfig config, Function<String, Domain> domains, Function<String, OpenContext> lend) {
    /** Opens it; the caller closes it. */
    Subject open() {
        Subject subject = config.subjectDomain().map(this::foreign).orElseGet(() -> subject(config.domain()));
        return config.judge().map(from -> judged(subject, from)).orElse(subject);
    }

    /**
     * Checks samples before anything else is opened on them: a subject of another domain looks at pictures only.
     *
     * @throws RunException when the first readable one is no picture
     */
    void check(SampleSource samples) {
        String home = config.subjectDomain().orElse(null);
        for (int i = 0; home != null && i < samples.size(); i++) {
            try {
                ForeignSubject.picture(samples.load(i), config.domain(), home);
                return;
            } catch (BadSampleException e) {
                // an unreadable sample is told, skipped and counted when samples are read
                lend.apply(config.domain()).progress().check();
            }
        }
    }

    private Subject foreign(String home) {
        Subject subject = subject(home);
        try {
            return new ForeignSubject(subject, home, config.domain());
        } catch (RuntimeException e) {
            subject.close();
            throw e;
        }
    }

    private Subject judged(Subject maker, String from) {
        Subject judge = null;
        try {
            judge = judge(from);
            return new JudgedSubject(maker, judge, config.judgeGroups());
        } catch (RuntimeException e) {
            if (judge != null) {
                judge.close();
            }
            maker.close();
            throw e;
        }
    }

    private Subject subject(String home) {
        return subject(kind(domains.apply(home), "subject"), lend.apply(home));
    }

    private <O extends Record> Subject subject(SubjectKind<O> kind, OpenContext context) {
        return kind.open(config.bindSubject(kind), context);
    }

    private Subject judge(String from) {
        return judge(kind(domains.apply(from), "judge"), lend.apply(from));
    }

    private <O extends Record> Subject judge(SubjectKind<O> kind, OpenContext context) {
        return kind.open(config.bindJudge(kind), context);
    }

    /** The kind that the config names, else the one that recognises the weights, else the first. */
    private SubjectKind<?> kind(Domain of, String section) {
        String name = config.kindOf(section);
        if (name == null) {
            for (Path path : existing(config, section, "weights")) {
                for (SubjectKind<?> kind : of.subjects()) {
                    if (kind.recognises(path)) {
                        return kind;
                    }
                }
            }
        }
        return RunConfig.choose(of.subjects(), name, config.originOf(section), section + " kind");
    }

    /** Where what a key names lies: seen from the working folder, and from the config. */
    static List<Path> existing(RunConfig config, String section, String key) {
        List<Path> found = new ArrayList<>();
        config.firstTextOf(section, key).ifPresent(text -> {
            for (Path from : List.of(Path.of("").toAbsolutePath(), config.base())) {
                Path path = from.resolve(text);
                if (Files.exists(path) && !found.contains(path)) {
                    found.add(path);
                }
            }
        });
        return found;
    }
}
