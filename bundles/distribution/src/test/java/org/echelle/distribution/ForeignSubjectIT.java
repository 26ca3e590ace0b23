package org.echelle.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of the vision plugin on samples of the medical one, through the real command line. */
class ForeignSubjectIT {
    @TempDir
    private Path temporary;

    /** Grey squares and circles, some wider than high. */
    private Path films(int count) throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("films"));
        Random random = new Random(1);
        StringBuilder table = new StringBuilder("image_id,finding\n");
        for (int i = 0; i < count; i++) {
            boolean round = i % 2 == 0;
            BufferedImage film = new BufferedImage(64 + 16 * (i % 3), 64, BufferedImage.TYPE_BYTE_GRAY);
            Graphics2D g = film.createGraphics();
            g.setColor(new Color(0x00505050 + 0x00101010 * random.nextInt(9)));
            int x = random.nextInt(24);
            if (round) {
                g.fillOval(x, 20, 32, 32);
            } else {
                g.fillRect(x, 20, 32, 32);
            }
            g.dispose();
            String name = String.format("film%03d", i);
            ImageIO.write(film, "png", folder.resolve(name + ".png").toFile());
            table.append(name).append(',').append(round ? 1 : 0).append('\n');
        }
        Files.writeString(temporary.resolve("findings.csv"), table);
        return folder;
    }

    private HostTensor rows(Path films, String out, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "extract", "--quiet", "--hooks=blocks.3", "--samples=" + films, "--out=" + temporary.resolve(out)));
        arguments.addAll(List.of(more));
        EchelleProcess.run(temporary, arguments).ok();
        try (var files = Files.list(temporary.resolve(out))) {
            Path file = files.filter(f -> f.toString().endsWith(".safetensors"))
                    .findFirst()
                    .orElseThrow();
            try (Safetensors tensors = Safetensors.open(file)) {
                return tensors.tensor("activations");
            }
        }
    }

    @Test
    void itsRowsAreThoseOfTheSamePicturesInItsOwnDomain() throws Exception {
        Path films = films(6);
        HostTensor own = rows(films, "own", "--domain=vision", "--set=samples.kind=images");
        HostTensor foreign = rows(
                films, "foreign", "--domain=medical", "--set=subject.domain=vision", "--set=samples.kind=pictures");
        assertThat(own.shape()[0]).isPositive();
        assertThat(foreign.shape()).isEqualTo(own.shape());
        assertThat(foreign.toFloats()).isEqualTo(own.toFloats());
    }

    @Test
    void aRunNamesBothDomainsAndDrawsTheFilms() throws Exception {
        Path films = films(60);
        Path run = temporary.resolve("run");
        Path config = temporary.resolve("foreign.yaml");
        Files.writeString(config, """
                domain: medical
                subject: {domain: vision, kind: shapes-vit}
                samples: {kind: pictures}
                concepts: [{kind: findings, path: findings.csv, columns: [finding]}]
                hooks: [blocks.3]
                dictionary: {architecture: topk, features: 64, k: 4, steps: 50}
                score: {bootstrap: 20, baselines: [random-subject, plain]}
                report: {feature-pages: 2}
                """);
        EchelleProcess.run(
                        temporary, "run", config.toString(), "--quiet", "--out=" + run, "--set=samples.path=" + films)
                .ok();
        JsonNode facts = EchelleProcess.json(run.resolve("run.json"));
        assertThat(facts.path("status").asText()).isEqualTo("done");
        assertThat(facts.path("domain").asText()).isEqualTo("medical");
        assertThat(facts.path("subject-domain").asText()).isEqualTo("vision");
        assertThat(facts.path("subject").path("domain").asText()).contains("vision", "medical");
        assertThat(facts.path("versions").has("org.echelle.medical")).isTrue();
        assertThat(facts.path("versions").has("org.echelle.vision")).isTrue();
        try (var pages = Files.list(run.resolve("report/features"))) {
            assertThat(pages.filter(p -> p.toString().endsWith(".html")))
                    .anySatisfy(page -> assertThat(Files.readString(page)).contains("em-heat"));
        }
    }
}
