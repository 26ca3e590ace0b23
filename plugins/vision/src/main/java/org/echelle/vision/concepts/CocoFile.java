package org.echelle.vision.concepts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.echelle.torch.JsonFiles;
import org.echelle.vision.VisionException;

/** What a COCO JSON file says; objects are read one by one, so that large files need no tree in memory. */
final class CocoFile {
    /**
     * @param box left, upper, right and lower edge; null when the file has none
     * @param polygons null unless the segmentation is made of them
     * @param runs null unless it is an uncompressed run-length mask
     * @param compressed null unless it is a compressed one
     * @param maskSize height and width that a run-length mask was made for
     */
    record CocoObject(
            long id,
            long image,
            long category,
            double[] box,
            double[][] polygons,
            int[] runs,
            String compressed,
            int[] maskSize,
            boolean crowd) {
        boolean hasMask() {
            return polygons != null || runs != null || compressed != null;
        }
    }

    /** An entry of {@code images}; sizes are 0 when not said. */
    record Picture(String file, int width, int height) {}

    final Map<Long, Picture> pictures = new LinkedHashMap<>();
    final Map<Long, String> categories = new TreeMap<>();
    final Map<Long, List<CocoObject>> objects = new LinkedHashMap<>();

    private CocoFile() {}

    static CocoFile read(Path path) {
        CocoFile file = new CocoFile();
        ObjectMapper json = new ObjectMapper(); // reads entries, behind each of which another may follow
        try (InputStream in = Files.newInputStream(path);
                JsonParser parser = json.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new VisionException("The file " + path + " is no COCO annotation: it should be one JSON object.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                boolean list = parser.nextToken() == JsonToken.START_ARRAY;
                if (!list || !List.of("images", "categories", "annotations").contains(field)) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    file.take(field, json.readTree(parser));
                }
            }
            JsonFiles.requireEnd(parser);
        } catch (JsonProcessingException e) {
            throw new VisionException(
                    "The COCO file " + path + " cannot be read: " + JsonFiles.fault(e)
                            + "; repair it or export it again.",
                    e);
        } catch (IOException e) {
            throw new VisionException("The COCO file " + path + " cannot be read: " + JsonFiles.fault(e) + ".", e);
        }
        if (file.pictures.isEmpty() || file.categories.isEmpty()) {
            throw new VisionException("The file " + path
                    + " is no COCO annotation: it needs the lists images, annotations and categories.");
        }
        return file;
    }

    private void take(String field, JsonNode node) {
        long id = node.path("id").asLong();
        switch (field) {
            case "images" ->
                pictures.put(
                        id,
                        new Picture(
                                node.path("file_name").asText(),
                                node.path("width").asInt(),
                                node.path("height").asInt()));
            case "categories" -> categories.put(id, node.path("name").asText(Long.toString(id)));
            default -> {
                CocoObject object = object(node);
                objects.computeIfAbsent(object.image(), k -> new ArrayList<>()).add(object);
            }
        }
    }

    private static CocoObject object(JsonNode node) {
        JsonNode b = node.path("bbox");
        double[] box = b.size() != 4
                ? null
                : new double[] {
                    b.get(0).asDouble(),
                    b.get(1).asDouble(),
                    b.get(0).asDouble() + b.get(2).asDouble(),
                    b.get(1).asDouble() + b.get(3).asDouble()
                };
        JsonNode s = node.path("segmentation");
        JsonNode counts = s.path("counts");
        JsonNode size = s.path("size");
        return new CocoObject(
                node.path("id").asLong(),
                node.path("image_id").asLong(),
                node.path("category_id").asLong(),
                box,
                s.isArray() && !s.isEmpty() ? polygons(s) : null,
                counts.isArray() ? ints(counts) : null,
                counts.isTextual() ? counts.asText() : null,
                size.size() == 2 ? ints(size) : null,
                node.path("iscrowd").asInt() != 0);
    }

    private static double[][] polygons(JsonNode list) {
        List<double[]> polygons = new ArrayList<>();
        for (JsonNode one : list) {
            double[] points = new double[one.size()];
            for (int i = 0; i < points.length; i++) {
                points[i] = one.get(i).asDouble();
            }
            if (points.length >= 6) {
                polygons.add(points);
            }
        }
        return polygons.isEmpty() ? null : polygons.toArray(double[][]::new);
    }

    private static int[] ints(JsonNode list) {
        int[] values = new int[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asInt();
        }
        return values;
    }
}
