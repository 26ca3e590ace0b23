package org.echelle.diffusion;

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
import org.echelle.diffusion.concepts.AskedKind;
import org.echelle.diffusion.concepts.MasksKind;
import org.echelle.diffusion.concepts.PromptColumnsKind;
import org.echelle.diffusion.samples.ClassesKind;
import org.echelle.diffusion.samples.PromptsKind;
import org.echelle.diffusion.subject.CheckpointKind;
import org.echelle.diffusion.subject.DdpmKind;
import org.echelle.diffusion.subject.DiffusersKind;
import org.echelle.diffusion.subject.DiffusionSubject;
import org.echelle.diffusion.subject.FlowKind;
import org.echelle.diffusion.subject.ShapesPromptsKind;
import org.echelle.diffusion.subject.TransformerKind;
import org.echelle.diffusion.training.PixelDitTrainer;
import org.echelle.diffusion.training.PixelUnetTrainer;
import org.echelle.diffusion.training.PromptUnetTrainer;
import org.echelle.diffusion.view.DiffusionView;
import org.echelle.diffusion.view.Gallery;
import org.echelle.diffusion.view.PictureMeasures;
import org.osgi.service.component.annotations.Component;

/** Diffusion models across timesteps: what this plugin offers, in the order subjects, samples, concepts, view. */
@Component(service = Domain.class)
public final class DiffusionDomain implements Domain {
    @Override
    public String name() {
        return "diffusion";
    }

    @Override
    public String description() {
        return "Diffusion and flow models (U-Nets, diffusion transformers) across timesteps.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(
                new ShapesPromptsKind(),
                new FlowKind(),
                new DdpmKind(),
                new DiffusersKind(),
                new CheckpointKind(),
                new TransformerKind());
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(new ClassesKind(), new PromptsKind());
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of(new AskedKind(), new PromptColumnsKind(), new MasksKind());
    }

    @Override
    public List<TrainerKind<?>> trainers() {
        return List.of(new PixelDitTrainer(), new PixelUnetTrainer(), new PromptUnetTrainer());
    }

    @Override
    public SampleView view(Subject subject) {
        return view(subject, Optional.empty());
    }

    @Override
    public SampleView view(Subject subject, SampleSource samples) {
        return view(subject, Optional.of(samples));
    }

    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject) {
        return plainFeatures(subject, Optional.empty());
    }

    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject, SampleSource samples) {
        return plainFeatures(subject, Optional.of(samples));
    }

    private static Optional<PlainFeatures> plainFeatures(Subject subject, Optional<SampleSource> samples) {
        DiffusionSubject mine = own(subject);
        return Optional.of(new PictureMeasures(mine, new Gallery(mine, samples)));
    }

    private static SampleView view(Subject subject, Optional<SampleSource> samples) {
        DiffusionSubject mine = own(subject);
        return new DiffusionView(mine, new Gallery(mine, samples));
    }

    private static DiffusionSubject own(Subject subject) {
        if (subject instanceof DiffusionSubject mine) {
            return mine;
        }
        throw new DiffusionException("The diffusion plugin draws only samples of its own subjects.");
    }
}
