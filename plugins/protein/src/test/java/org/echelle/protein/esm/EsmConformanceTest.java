package org.echelle.protein.esm;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.protein.ProteinDomain;
import org.echelle.protein.annotations.MotifKind;
import org.echelle.protein.annotations.MotifOptions;
import org.echelle.protein.sequences.FastaKind;
import org.echelle.protein.sequences.SequenceOptions;
import org.echelle.testkit.conformance.BadInput;
import org.echelle.testkit.conformance.DomainConformance;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A small random ESM-2 on proteins of unlike lengths against the contract. */
class EsmConformanceTest extends DomainConformance {
    @TempDir
    Path folder;

    private Path weights;
    private Path proteins;

    @BeforeEach
    void write() throws IOException {
        weights = ReferenceEsm.write(new ReferenceEsm(3).huggingFace(), folder.resolve("w.safetensors"));
        proteins = Files.writeString(
                folder.resolve("p.fasta"), ">a\nMKTAYIAKQRNGSWLLNVTA\n>b\nMKNFTA\n>c\nMSTNPKPQRKTKRNTNRR\n");
    }

    @Override
    protected Domain domain() {
        return new ProteinDomain();
    }

    @Override
    protected NDManager newManager() {
        return Torch.newManager(Device.cpu());
    }

    @Override
    protected Subject openSubject(OpenContext context) {
        return new Esm2SubjectKind()
                .open(new Esm2Options(weights, Optional.of(ReferenceEsm.HEADS), Optional.empty(), false), context);
    }

    @Override
    protected SampleSource openSamples(OpenContext context) {
        return new FastaKind()
                .open(
                        new SequenceOptions(List.of(proteins), Optional.empty(), 1022, 256, 0.3, Optional.empty()),
                        context);
    }

    @Override
    protected List<ConceptSource> openConcepts(Subject subject, SampleSource samples, OpenContext context) {
        MotifOptions sites = new MotifOptions(Map.of("n-glycosylation", "N-{P}-[ST]-{P}"));
        return List.of(new MotifKind().open(sites, subject, samples, context));
    }

    @Override
    protected List<BadInput> badInput() {
        return List.of(new BadInput("heads that do not divide the width", "7", context -> new Esm2SubjectKind()
                .open(new Esm2Options(weights, Optional.of(7), Optional.empty(), false), context)));
    }
}
