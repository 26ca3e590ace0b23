package org.echelle.runs.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All chapters, in the order for reading. */
public final class Chapters {
    private Chapters() {}

    /**
     * Writes them.
     *
     * @param done told the title of each chapter before it is made; may throw to stop
     */
    public static List<Chapter> of(Materials m, Consumer<String> done) {
        List<Chapter> all = new ArrayList<>();
        done.accept("reconstruction");
        all.add(CodeChapters.reconstruction(m));
        all.add(CodeChapters.downstream(m));
        all.add(CodeChapters.sparsity(m));
        List<Basis> bases = Basis.all(m);
        List<Labelled> groups = Labelled.all(m);
        ProbeChapters probes = new ProbeChapters(m, bases);
        MeaningChapters meaning = new MeaningChapters(m, bases);
        done.accept("planted truth");
        if (!m.planted().isEmpty()) {
            all.add(meaning.truth());
        }
        done.accept("probing");
        all.add(probes.probing());
        done.accept("absorption");
        all.add(probes.absorption());
        done.accept("classification");
        all.add(probes.classification(groups));
        done.accept("perturbation");
        all.add(new PerturbationChapter(m, bases, groups).write());
        done.accept("separability");
        all.add(meaning.separability(groups));
        done.accept("meaning");
        all.add(meaning.meaning());
        done.accept("purity");
        all.add(meaning.purity(groups));
        done.accept("geometry");
        all.add(new GeometryChapter(m).write(groups));
        done.accept("outliers");
        all.add(CodeChapters.outliers(m));
        all.add(0, shortly(all));
        return all;
    }

    /** The figures that a reader begins with, from the chapters themselves. */
    private static Chapter shortly(List<Chapter> chapters) {
        Chapter.Draft draft = new Chapter.Draft(
                "short",
                "In short",
                "Figures to begin with; each stands in its chapter with what it was measured beside.");
        List<String> wanted = List.of(
                "FVU",
                "FVU from linear error",
                "output recovered",
                "dead",
                "features, 1 unit",
                "lead over neurons, 1",
                "lead over PCA, 1",
                "absorbed, mean",
                "features with several meanings");
        for (Chapter chapter : chapters) {
            for (Finding f : chapter.findings()) {
                if (wanted.contains(f.name())) {
                    draft.find(f.term(), f.name(), f.measure(), f.basis());
                }
            }
        }
        return draft.done();
    }
}
