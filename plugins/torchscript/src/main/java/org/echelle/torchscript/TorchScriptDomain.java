package org.echelle.torchscript;

import java.util.List;
import java.util.Optional;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.PlainFeatures;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleView;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.torchscript.concepts.ArrayConceptKind;
import org.echelle.torchscript.concepts.TableConceptKind;
import org.echelle.torchscript.samples.ArraysKind;
import org.echelle.torchscript.samples.PicturesKind;
import org.echelle.torchscript.samples.TableKind;
import org.echelle.torchscript.subject.ArchiveKind;
import org.echelle.torchscript.subject.ExampleShapes;
import org.osgi.service.component.annotations.Component;

/** Any model that was saved with {@code torch.jit.save}: what this plugin offers, in the order subjects, samples, concepts, view. */
@Component(service = Domain.class)
public final class TorchScriptDomain implements Domain {
    @Override
    public String name() {
        return "torchscript";
    }

    @Override
    public String description() {
        return "Any TorchScript archive (torch.jit.save) on arrays, tables or pictures; no Java needed.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(new ArchiveKind());
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(new ArraysKind(), new TableKind(), new PicturesKind());
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of(new TableConceptKind(), new ArrayConceptKind());
    }

    @Override
    public SampleView view(Subject subject) {
        return new ArrayView();
    }

    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject) {
        return subject instanceof ExampleShapes shapes ? Optional.of(new PlainReadings(shapes)) : Optional.empty();
    }
}
