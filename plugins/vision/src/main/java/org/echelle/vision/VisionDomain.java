package org.echelle.vision;

import java.util.List;
import java.util.Optional;
import org.echelle.api.ConceptKind;
import org.echelle.api.Domain;
import org.echelle.api.PlainFeatures;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleView;
import org.echelle.api.Subject;
import org.echelle.api.SubjectKind;
import org.echelle.api.TrainerKind;
import org.echelle.vision.concepts.CocoKind;
import org.echelle.vision.concepts.FoldersKind;
import org.echelle.vision.concepts.Grids;
import org.echelle.vision.concepts.LabelsKind;
import org.echelle.vision.concepts.TableKind;
import org.echelle.vision.concepts.VocKind;
import org.echelle.vision.pictures.CifarKind;
import org.echelle.vision.pictures.IdxKind;
import org.echelle.vision.pictures.ImagesKind;
import org.echelle.vision.shapes.FactorsKind;
import org.echelle.vision.shapes.ShapesKind;
import org.echelle.vision.shapes.ShapesTrainer;
import org.echelle.vision.shapes.ShapesVitKind;
import org.echelle.vision.subject.ResNetSubjectKind;
import org.echelle.vision.subject.ViTSubjectKind;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Vision encoders on pictures: what this plugin offers, in the order subjects, samples, concepts, trainers, view. */
@Component(service = Domain.class, configurationPid = "org.echelle.vision")
@Designate(ocd = VisionSettings.class)
public final class VisionDomain implements Domain {
    private volatile VisionLimits limits = VisionLimits.DEFAULT;

    /** With {@linkplain VisionLimits#DEFAULT default settings}; an OSGi host configures it afterwards. */
    public VisionDomain() {}

    @Activate
    @Modified
    void configure(VisionSettings settings) {
        limits = new VisionLimits(settings.maximum_pixels(), settings.report_edge());
    }

    @Override
    public String name() {
        return "vision";
    }

    @Override
    public String description() {
        return "Vision transformers (ViT, CLIP, DINOv2) and residual networks on pictures.";
    }

    @Override
    public List<SubjectKind<?>> subjects() {
        return List.of(new ShapesVitKind(), new ViTSubjectKind(), new ResNetSubjectKind());
    }

    @Override
    public List<SampleKind<?>> samples() {
        return List.of(new ShapesKind(), new ImagesKind(() -> limits), new CifarKind(), new IdxKind());
    }

    @Override
    public List<ConceptKind<?>> concepts() {
        return List.of(
                new FactorsKind(), new FoldersKind(), new LabelsKind(), new TableKind(), new CocoKind(), new VocKind());
    }

    @Override
    public List<TrainerKind<?>> trainers() {
        return List.of(new ShapesTrainer());
    }

    @Override
    public SampleView view(Subject subject) {
        return new VisionView(Grids.of(subject), limits);
    }

    @Override
    public Optional<PlainFeatures> plainFeatures(Subject subject) {
        return Optional.of(new PatchColours(Grids.of(subject)));
    }
}
