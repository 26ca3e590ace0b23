package org.echelle.protein;

import java.util.List;
import java.util.Optional;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.PlainFeatures;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.api.TrainerKind;
import org.echelle.protein.annotations.AlignmentKind;
import org.echelle.protein.annotations.ChainsKind;
import org.echelle.protein.annotations.EntryKind;
import org.echelle.protein.annotations.FeaturesKind;
import org.echelle.protein.annotations.MotifKind;
import org.echelle.protein.baseline.ResidueMeasures;
import org.echelle.protein.esm.Esm2SubjectKind;
import org.echelle.protein.script.ScriptSubjectKind;
import org.echelle.protein.sequences.FastaKind;
import org.echelle.protein.sequences.ProteinSource;
import org.echelle.protein.sequences.StructureKind;
import org.echelle.protein.sequences.UniProtKind;
import org.echelle.protein.training.EsmTrainer;
import org.echelle.protein.unirep.UniRepSubjectKind;
import org.echelle.protein.variants.VariantsKind;
import org.echelle.protein.view.ProteinView;
import org.echelle.protein.view.SourceSurroundings;
import org.echelle.protein.view.Surroundings;
import org.osgi.service.component.annotations.Component;

/** Protein language models on sequences: what this plugin offers, in the order subjects, samples, concepts, trainers, view. */
@Component(service = Domain.class)
public final class ProteinDomain implements Domain {
    @Override
    public String name() {
        return "protein";
    }

    @Override
    public String description() {
        return "Protein language models (ESM-2, UniRep, any TorchScript archive) on amino-acid sequences.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(new Esm2SubjectKind(), new UniRepSubjectKind(), new ScriptSubjectKind());
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(new UniProtKind(), new FastaKind(), new StructureKind(), new VariantsKind());
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of(new FeaturesKind(), new EntryKind(), new ChainsKind(), new MotifKind(), new AlignmentKind());
    }

    @Override
    public List<TrainerKind<?>> trainers() {
        return List.of(new EsmTrainer());
    }

    @Override
    public SampleView view(Subject subject) {
        return new ProteinView(Surroundings.NONE);
    }

    @Override
    public SampleView view(Subject subject, SampleSource samples) {
        return new ProteinView(new SourceSurroundings(ProteinSource.of(samples)));
    }

    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject) {
        return Optional.of(new ResidueMeasures());
    }
}
