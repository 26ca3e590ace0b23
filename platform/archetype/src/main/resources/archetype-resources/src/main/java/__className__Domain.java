package ${package};

import java.util.List;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.api.SampleView;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.osgi.service.component.annotations.Component;

/** What this plugin offers. The annotation makes it a service that the host finds when the jar is dropped in. */
@Component(service = Domain.class)
public final class ${className}Domain implements Domain {
    @Override
    public String name() {
        return "${domain}";
    }

    @Override
    public String description() {
        return "An autoencoder on rows of numbers.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(new NetworkKind());
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(new MadeKind(), new TableKind());
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of(new LabelKind());
    }

    @Override
    public SampleView view(Subject subject) {
        return new RowView(List.of());
    }

    @Override
    public SampleView view(Subject subject, SampleSource samples) {
        return samples instanceof Rows rows ? new RowView(rows.columns()) : view(subject);
    }
}
