package org.echelle.medical.concepts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.medical.Film;
import org.echelle.medical.MedicalException;
import org.echelle.medical.samples.FilmNames;
import org.echelle.pictures.AreaMask;
import org.echelle.torch.JsonFiles;

/** Boxes of a COCO file, one concept a category that has any, and their union. */
public final class CocoKind implements ConceptKind<CocoOptions> {
    @Override
    public String name() {
        return "coco";
    }

    @Override
    public String description() {
        return "Boxes of a COCO JSON file, one concept a category, laid on the cells that the network sees.";
    }

    @Override
    public Class<CocoOptions> options() {
        return CocoOptions.class;
    }

    private record Picture(int sample, int width, int height) {}

    @Override
    public ConceptSource open(CocoOptions options, Subject subject, SampleSource samples, OpenContext context) {
        JsonNode json = read(options);
        FilmNames films = FilmNames.of(samples);
        Map<Long, Picture> pictures = new HashMap<>();
        Map<Integer, List<Area>> bySample = new HashMap<>();
        int other = 0;
        for (JsonNode image : json.get("images")) {
            int sample = films.find(image.path("file_name").asText());
            if (sample < 0) {
                continue;
            }
            Film film = (Film) samples.load(sample);
            int width = image.path("width").asInt(film.width());
            int height = image.path("height").asInt(film.height());
            other += (long) width * film.height() == (long) height * film.width() ? 0 : 1;
            pictures.put(image.path("id").asLong(), new Picture(sample, width, height));
            bySample.put(sample, new ArrayList<>());
        }
        if (pictures.isEmpty()) {
            throw new MedicalException("No picture of " + options.path()
                    + " is among the films; they are called like \"" + samples.id(0) + "\".");
        }
        if (other > 0) {
            context.progress()
                    .note(other + " of " + pictures.size() + " films have another shape than "
                            + options.path().getFileName()
                            + " says; its boxes fit only films that were scaled as a whole.");
        }
        String source = String.valueOf(options.path().getFileName());
        Map<Long, String> names = new TreeMap<>();
        json.get("categories")
                .forEach(c -> names.put(c.path("id").asLong(), c.path("name").asText()));
        List<Concept> concepts = new ArrayList<>();
        Map<Long, Integer> numbers = new HashMap<>();
        for (JsonNode a : json.get("annotations")) {
            Picture picture = pictures.get(a.path("image_id").asLong());
            JsonNode b = a.path("bbox");
            if (picture == null || b.size() != 4) {
                continue;
            }
            int concept = numbers.computeIfAbsent(a.path("category_id").asLong(), c -> {
                concepts.add(AreaConcepts.concept(names.getOrDefault(c, String.valueOf(c)), source));
                return concepts.size() - 1;
            });
            double x = b.get(0).asDouble();
            double y = b.get(1).asDouble();
            double[] edges = {x, y, x + b.get(2).asDouble(), y + b.get(3).asDouble()};
            bySample.get(picture.sample())
                    .add(new Area(concept, AreaMask.box(picture.width(), picture.height(), edges)));
        }
        if (concepts.isEmpty()) {
            throw new MedicalException("The file " + options.path() + " has no box on any film of this run.");
        }
        if (options.any() && concepts.size() > 1) {
            int any = concepts.size();
            concepts.add(AreaConcepts.concept("any", source));
            bySample.replaceAll((sample, areas) -> {
                List<Area> more = new ArrayList<>(areas);
                areas.forEach(a -> more.add(new Area(any, a.mask())));
                return more;
            });
        }
        return new AreaConcepts(
                concepts,
                subject,
                options.overlap(),
                options.minKept(),
                sample -> Optional.ofNullable(bySample.get(sample)));
    }

    private static JsonNode read(CocoOptions options) {
        JsonNode json;
        try (InputStream in = Files.newInputStream(options.path())) {
            json = JsonFiles.mapper().readTree(in);
        } catch (JsonProcessingException e) {
            throw new MedicalException(
                    "The COCO file " + options.path() + " cannot be read: " + JsonFiles.fault(e)
                            + "; repair it or export it again.",
                    e);
        } catch (IOException e) {
            throw new MedicalException(
                    "The COCO file " + options.path() + " cannot be read: " + JsonFiles.fault(e) + ".", e);
        }
        for (String list : List.of("images", "categories", "annotations")) {
            if (json == null || !json.path(list).isArray()) {
                throw new MedicalException(
                        "The file " + options.path() + " is no COCO annotation: it has no list " + list + ".");
            }
        }
        return json;
    }
}
