package org.echelle.medical;

import java.util.List;
import java.util.Optional;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.PlainFeatures;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleView;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.medical.concepts.AcquisitionKind;
import org.echelle.medical.concepts.BoxesKind;
import org.echelle.medical.concepts.CocoKind;
import org.echelle.medical.concepts.DrawnKind;
import org.echelle.medical.concepts.FindingsKind;
import org.echelle.medical.concepts.LabelVolumesKind;
import org.echelle.medical.concepts.LabelsKind;
import org.echelle.medical.concepts.MasksKind;
import org.echelle.medical.concepts.TagsKind;
import org.echelle.medical.samples.MedmnistKind;
import org.echelle.medical.samples.PicturesKind;
import org.echelle.medical.samples.ScansKind;
import org.echelle.medical.subject.BrainUnetKind;
import org.echelle.medical.subject.ChestUnetKind;
import org.echelle.medical.subject.DenseNetKind;
import org.echelle.medical.subject.EfficientNetKind;
import org.echelle.medical.subject.MedSamKind;
import org.echelle.medical.subject.PneumoniaCnnKind;
import org.echelle.medical.view.FilmShades;
import org.echelle.medical.view.FilmView;
import org.osgi.service.component.annotations.Component;

/** Networks on medical images: what this plugin offers, in the order subjects, samples, concepts, view. */
@Component(service = Domain.class)
public final class MedicalDomain implements Domain {
    @Override
    public String name() {
        return "medical";
    }

    @Override
    public String description() {
        return "Classifiers and segmenters of medical images, with findings, masks and acquisition tags.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(
                new PneumoniaCnnKind(),
                new ChestUnetKind(),
                new DenseNetKind(),
                new EfficientNetKind(),
                new BrainUnetKind(),
                new MedSamKind());
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(new PicturesKind(), new MedmnistKind(), ScansKind.dicom(), ScansKind.nifti());
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of(
                new LabelsKind(),
                new FindingsKind(),
                new AcquisitionKind(),
                new TagsKind(),
                new BoxesKind(),
                new CocoKind(),
                new MasksKind(),
                DrawnKind.segmentations(),
                DrawnKind.contours(),
                new LabelVolumesKind());
    }

    @Override
    public SampleView view(Subject subject) {
        return new FilmView(subject);
    }

    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject) {
        return Optional.of(new FilmShades(subject));
    }
}
