package org.echelle.recommender;

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
import org.echelle.recommender.baseline.ItemMeasures;
import org.echelle.recommender.concepts.HistoryConceptsKind;
import org.echelle.recommender.concepts.ItemConceptsKind;
import org.echelle.recommender.concepts.UserConceptsKind;
import org.echelle.recommender.log.AmazonKind;
import org.echelle.recommender.log.InteractionsKind;
import org.echelle.recommender.log.MovieLensKind;
import org.echelle.recommender.log.ReChorusKind;
import org.echelle.recommender.log.SequencesKind;
import org.echelle.recommender.script.ScriptSubjectKind;
import org.echelle.recommender.subject.Bert4RecSubjectKind;
import org.echelle.recommender.subject.FactorSubjectKind;
import org.echelle.recommender.subject.Gru4RecSubjectKind;
import org.echelle.recommender.subject.LightGcnSubjectKind;
import org.echelle.recommender.subject.SasrecSubjectKind;
import org.echelle.recommender.training.FactorTrainer;
import org.echelle.recommender.training.SasrecTrainer;
import org.echelle.recommender.view.TimelineView;
import org.osgi.service.component.annotations.Component;

/** Recommenders on users' histories. */
@Component(service = Domain.class)
public final class RecommenderDomain implements Domain {
    @Override
    public String name() {
        return "recommender";
    }

    @Override
    public String description() {
        return "Sequential and collaborative recommenders (SASRec, BERT4Rec, GRU4Rec, LightGCN, MF) on users' histories.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(
                new SasrecSubjectKind(),
                new FactorSubjectKind(),
                new Gru4RecSubjectKind(),
                new Bert4RecSubjectKind(),
                new LightGcnSubjectKind(),
                new ScriptSubjectKind());
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(
                new MovieLensKind(), new InteractionsKind(), new AmazonKind(), new SequencesKind(), new ReChorusKind());
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of(new ItemConceptsKind(), new HistoryConceptsKind(), new UserConceptsKind());
    }

    @Override
    public List<TrainerKind<?>> trainers() {
        return List.of(new SasrecTrainer(), new FactorTrainer());
    }

    @Override
    public SampleView view(Subject subject) {
        return new TimelineView();
    }

    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject) {
        return Optional.empty();
    }

    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject, SampleSource samples) {
        return Optional.of(new ItemMeasures(HistorySource.of(samples)));
    }
}
