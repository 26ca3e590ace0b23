package org.echelle.recommender.subject;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.ConceptSource;
import org.echelle.api.Domain;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.recommender.RecommenderDomain;
import org.echelle.recommender.concepts.HistoryConceptsKind;
import org.echelle.recommender.concepts.NoOptions;
import org.echelle.recommender.log.SequenceOptions;
import org.echelle.recommender.log.SequencesKind;
import org.echelle.testkit.conformance.BadInput;
import org.echelle.testkit.conformance.DomainConformance;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A GRU4Rec of five items on histories of unlike lengths against the contract. */
class Gru4RecConformanceTest extends DomainConformance {
    @TempDir
    Path folder;

    private Path weights;
    private Path histories;

    @BeforeEach
    void write() throws IOException {
        weights = new Formula()
                .with("item_embedding.weight", 5, 3)
                .with("gru_layers.weight_ih_l0", 12, 3)
                .with("gru_layers.weight_hh_l0", 12, 4)
                .with("dense.weight", 3, 4)
                .with("dense.bias", 3)
                .write(folder);
        histories = Files.writeString(folder.resolve("histories.txt"), "3 1 4\n2 2 4 1 3\n1 2\n");
    }

    @Override
    protected Domain domain() {
        return new RecommenderDomain();
    }

    @Override
    protected NDManager newManager() {
        return Torch.newManager(Device.cpu());
    }

    @Override
    protected Subject openSubject(OpenContext context) {
        return new Gru4RecSubjectKind().open(new Gru4RecOptions(weights, 0), context);
    }

    @Override
    protected SampleSource openSamples(OpenContext context) {
        return new SequencesKind().open(sequences(histories), context);
    }

    private static SequenceOptions sequences(Path file) {
        return new SequenceOptions(
                file,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                200);
    }

    @Override
    protected List<ConceptSource> openConcepts(Subject subject, SampleSource samples, OpenContext context) {
        return List.of(new HistoryConceptsKind().open(new NoOptions(), subject, samples, context));
    }

    @Override
    protected List<BadInput> badInput() {
        return List.of(new BadInput("a history of words", "two", context -> {
            Path words = folder.resolve("words.txt");
            try {
                Files.writeString(words, "1 two 3\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            new SequencesKind().open(sequences(words), context).close();
        }));
    }
}
