package org.echelle.recommender.items;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.echelle.recommender.RecommenderException;
import org.echelle.recommender.log.Lines;
import org.echelle.tables.Table;
import org.echelle.torch.JsonFiles;

/** Tables of items and users in the formats of MovieLens, RecBole, Amazon and spreadsheets. */
public final class TableFiles {
    /** MovieLens-100K's flags, in the order of its README, where no u.genre lies beside the table. */
    private static final List<String> GENRES = List.of(
            "unknown",
            "Action",
            "Adventure",
            "Animation",
            "Children's",
            "Comedy",
            "Crime",
            "Documentary",
            "Drama",
            "Fantasy",
            "Film-Noir",
            "Horror",
            "Musical",
            "Mystery",
            "Romance",
            "Sci-Fi",
            "Thriller",
            "War",
            "Western");

    private static final Map<String, String> AGES = Map.of(
            "1",
            "under 18",
            "18",
            "18-24",
            "25",
            "25-34",
            "35",
            "35-44",
            "45",
            "45-49",
            "50",
            "50-55",
            "56",
            "56 or more");

    /** MovieLens-1M's occupations, in the order of its README. */
    private static final List<String> OCCUPATIONS = List.of(
            "other",
            "academic or educator",
            "artist",
            "clerical or admin",
            "college or grad student",
            "customer service",
            "doctor or health care",
            "executive or managerial",
            "farmer",
            "homemaker",
            "K-12 student",
            "lawyer",
            "programmer",
            "retired",
            "sales or marketing",
            "scientist",
            "self-employed",
            "technician or engineer",
            "tradesman or craftsman",
            "unemployed",
            "writer");

    private static final Pattern YEAR = Pattern.compile("\\((\\d{4})\\)\\s*$");
    private static final Pattern PRICE = Pattern.compile("\\$?\\s*(\\d[\\d,]*(?:\\.\\d+)?)");
    private static final ObjectMapper JSON = JsonFiles.mapper();

    private TableFiles() {}

    /** Items by id. */
    public static Map<String, Described> items(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".dat") || name.endsWith(".dat.gz")) {
            return movies(file);
        }
        if (name.startsWith("u.item")) {
            return flags(file);
        }
        return name.contains(".json") ? json(file) : columns(file, true);
    }

    /** Users by id. */
    public static Map<String, Described> users(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".dat") || name.endsWith(".dat.gz")) {
            return users(file, "::", true);
        }
        return name.startsWith("u.user") ? users(file, "|", false) : columns(file, false);
    }

    private static Map<String, Described> movies(Path file) {
        Map<String, Described> all = new LinkedHashMap<>();
        Lines.each(file, StandardCharsets.ISO_8859_1, (text, number) -> {
            String[] cells = text.split("::", -1);
            if (cells.length < 3) {
                throw broken(file, number, text, "id::title::genres");
            }
            Described item = put(all, cells[0].strip(), file, number);
            titled(item, cells[1]);
            for (String genre : cells[2].split("\\|")) {
                item.value("genre", genre);
            }
        });
        return all;
    }

    private static Map<String, Described> flags(Path file) {
        List<String> genres = genres(file.resolveSibling("u.genre"));
        Map<String, Described> all = new LinkedHashMap<>();
        Lines.each(file, StandardCharsets.ISO_8859_1, (text, number) -> {
            String[] cells = text.split("\\|", -1);
            if (cells.length < 5 + genres.size()) {
                throw broken(file, number, text, "id|title|date||url| and " + genres.size() + " flags");
            }
            Described item = put(all, cells[0].strip(), file, number);
            titled(item, cells[1]);
            for (int g = 0; g < genres.size(); g++) {
                if (cells[5 + g].strip().equals("1")) {
                    item.value("genre", genres.get(g));
                }
            }
        });
        return all;
    }

    private static List<String> genres(Path file) {
        if (!Files.isRegularFile(file)) {
            return GENRES;
        }
        List<String> names = new ArrayList<>();
        Lines.each(file, StandardCharsets.ISO_8859_1, (text, number) -> names.add(text.split("\\|")[0]));
        return names;
    }

    private static Map<String, Described> users(Path file, String separator, boolean coded) {
        Map<String, Described> all = new LinkedHashMap<>();
        Lines.each(file, StandardCharsets.ISO_8859_1, (text, number) -> {
            String[] cells = text.split(Pattern.quote(separator), -1);
            if (cells.length < 4) {
                throw broken(file, number, text, "id, gender, age and occupation");
            }
            Described user = put(all, cells[0].strip(), file, number);
            // 1M: id, gender, age band, occupation's number; 100K: id, age, gender, occupation
            user.value("gender", cells[coded ? 1 : 2]);
            user.value(
                    "age",
                    coded ? AGES.getOrDefault(cells[2].strip(), cells[2].strip()) : band(cells[1], file, number));
            user.value("occupation", coded ? occupation(cells[3].strip()) : cells[3]);
        });
        return all;
    }

    private static String occupation(String code) {
        int at = code.matches("\\d{1,3}") ? Integer.parseInt(code) : -1;
        return at >= 0 && at < OCCUPATIONS.size() ? OCCUPATIONS.get(at) : code;
    }

    /** MovieLens-1M's bands, which 100K's ages are put into. */
    private static String band(String cell, Path file, long number) {
        if (!cell.strip().matches("\\d{1,3}")) {
            throw broken(file, number, cell, "an age in years");
        }
        int age = Integer.parseInt(cell.strip());
        int[] from = {56, 50, 45, 35, 25, 18, 0};
        String[] codes = {"56", "50", "45", "35", "25", "18", "1"};
        for (int i = 0; i < from.length; i++) {
            if (age >= from[i]) {
                return AGES.get(codes[i]);
            }
        }
        return "";
    }

    /** A table with a head; RecBole's types say what a column holds, else its name does. */
    private static Map<String, Described> columns(Path file, boolean items) {
        Table table = Table.read(file);
        List<String> head = table.head();
        int id = id(head, items, file);
        Map<String, Described> all = new LinkedHashMap<>();
        for (Table.Row row : table.rows()) {
            Described one = put(all, row.cell(id), file, row.line());
            for (int c = 0; c < head.size(); c++) {
                if (c != id) {
                    cell(one, head.get(c), row.cell(c));
                }
            }
        }
        return all;
    }

    private static int id(List<String> head, boolean items, Path file) {
        List<String> usual = items
                ? List.of("item_id", "itemid", "movieid", "movie_id", "parent_asin", "asin", "item", "id")
                : List.of("user_id", "userid", "user", "uid", "id");
        for (String name : usual) {
            for (int c = 0; c < head.size(); c++) {
                if (plain(head.get(c)).equals(name)) {
                    return c;
                }
            }
        }
        throw new RecommenderException("The table " + file + " has no column of ids that goes by a usual name ("
                + String.join(", ", usual) + "); it has " + String.join(", ", head) + ". Rename one.");
    }

    private static String plain(String head) {
        return (head.contains(":") ? head.substring(0, head.indexOf(':')) : head)
                .toLowerCase(Locale.ROOT)
                .strip();
    }

    private static void cell(Described one, String head, String text) {
        String name = plain(head);
        boolean sequence = head.endsWith(":token_seq");
        if (name.contains("title") || name.equals("name")) {
            titled(one, text);
        } else if (name.contains("price")) {
            price(one, text);
        } else if (name.contains("year")) {
            year(one, text);
        } else if (name.equals("imdb") || name.contains("url") || name.contains("description")) {
            return;
        } else if (sequence) {
            split(one, singular(name), text, text.contains("|") ? "\\|" : "\\s+");
        } else {
            split(one, singular(name), text, "\\|");
        }
    }

    private static void split(Described one, String group, String text, String separator) {
        for (String value : text.split(separator)) {
            one.value(group, value);
        }
    }

    private static String singular(String name) {
        return switch (name) {
            case "genres", "class", "movie_genre" -> "genre";
            case "tags" -> "tag";
            case "categories" -> "category";
            case "brands", "store" -> "brand";
            default -> name.replace('_', '-');
        };
    }

    private static Map<String, Described> json(Path file) {
        Map<String, Described> all = new LinkedHashMap<>();
        Lines.each(file, StandardCharsets.UTF_8, (text, number) -> {
            JsonNode node;
            try {
                node = JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new RecommenderException("Line " + number + " of " + file + " is no JSON.", e);
            }
            String id = node.hasNonNull("parent_asin")
                    ? node.get("parent_asin").asText()
                    : node.path("asin").asText(node.path("item_id").asText(""));
            if (id.isEmpty()) {
                throw new RecommenderException(
                        "Line " + number + " of " + file + " names no item (parent_asin, asin or item_id).");
            }
            Described item = put(all, id, file, number);
            titled(item, node.path("title").asText(""));
            item.value(
                    "brand",
                    node.hasNonNull("brand")
                            ? node.get("brand").asText()
                            : node.path("store").asText(""));
            price(item, node.path("price").asText(""));
            JsonNode categories = node.hasNonNull("categories") ? node.get("categories") : node.path("category");
            categories.forEach(c -> {
                if (c.isArray()) {
                    c.forEach(d -> item.value("category", d.asText("")));
                } else {
                    item.value("category", c.asText(""));
                }
            });
        });
        return all;
    }

    private static void titled(Described item, String text) {
        item.title(text.strip());
        Matcher year = YEAR.matcher(text);
        if (year.find()) {
            year(item, year.group(1));
        }
    }

    private static void year(Described item, String text) {
        if (text.strip().matches("\\d{4}(\\.0)?")) {
            String year = text.strip().substring(0, 4);
            item.value("year", year);
            item.value("decade", year.substring(0, 3) + "0s");
        }
    }

    private static void price(Described item, String text) {
        Matcher price = PRICE.matcher(text.strip());
        if (price.matches()) {
            item.number("price", Double.parseDouble(price.group(1).replace(",", "")));
        }
    }

    private static Described put(Map<String, Described> all, String id, Path file, long number) {
        Described one = new Described();
        if (all.put(id, one) != null) {
            throw new RecommenderException(
                    "Line " + number + " of " + file + " describes " + id + " a second time; keep one line for each.");
        }
        return one;
    }

    private static RecommenderException broken(Path file, long number, String text, String wanted) {
        String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return new RecommenderException(
                "Line " + number + " of " + file + " should hold " + wanted + "; it is \"" + shown + "\".");
    }

    /** The first of these files that lies in a folder. */
    public static Optional<Path> beside(Path folder, String... names) {
        for (String name : names) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return Optional.of(folder.resolve(name));
            }
        }
        return Optional.empty();
    }
}
