package org.headwater.spreadsheet;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The words of a heading in one spelling: abbreviations written out, Spanish in English, words that say nothing left out. */
final class HeadingWords {

    private static final Map<String, String> MEANINGS = Map.<String, String>ofEntries(
            // abbreviations
            Map.entry("dt", "date"),
            Map.entry("nm", "name"),
            Map.entry("fname", "first name"),
            Map.entry("lname", "last name"),
            Map.entry("fst", "first"),
            Map.entry("frst", "first"),
            Map.entry("lst", "last"),
            Map.entry("num", "number"),
            Map.entry("no", "number"),
            Map.entry("nbr", "number"),
            Map.entry("nr", "number"),
            Map.entry("qty", "quantity"),
            Map.entry("ph", "phone"),
            Map.entry("phn", "phone"),
            Map.entry("tel", "phone"),
            Map.entry("telephone", "phone"),
            Map.entry("cell", "mobile"),
            Map.entry("cel", "mobile"),
            Map.entry("addr", "address"),
            Map.entry("add", "address"),
            Map.entry("st", "street"),
            Map.entry("apt", "unit"),
            Map.entry("zipcode", "zip"),
            Map.entry("postal", "zip"),
            Map.entry("svc", "service"),
            Map.entry("svcs", "service"),
            Map.entry("serv", "service"),
            Map.entry("services", "service"),
            Map.entry("prog", "program"),
            Map.entry("programme", "program"),
            Map.entry("pgm", "program"),
            Map.entry("ref", "referral"),
            Map.entry("refer", "referral"),
            Map.entry("referred", "referral"),
            Map.entry("hh", "household"),
            Map.entry("hhld", "household"),
            Map.entry("fam", "family"),
            Map.entry("sz", "size"),
            Map.entry("mbr", "member"),
            Map.entry("mems", "member"),
            Map.entry("members", "member"),
            Map.entry("ins", "insurance"),
            Map.entry("lang", "language"),
            Map.entry("gndr", "gender"),
            Map.entry("eth", "ethnicity"),
            Map.entry("ethn", "ethnicity"),
            Map.entry("emer", "emergency"),
            Map.entry("emerg", "emergency"),
            Map.entry("ec", "emergency contact"),
            Map.entry("rel", "relationship"),
            Map.entry("reln", "relationship"),
            Map.entry("stat", "status"),
            Map.entry("cmts", "comments"),
            Map.entry("cmt", "comments"),
            Map.entry("desc", "description"),
            Map.entry("amt", "amount"),
            Map.entry("mo", "monthly"),
            Map.entry("inc", "income"),
            Map.entry("enr", "enrollment"),
            Map.entry("enrl", "enrollment"),
            Map.entry("enroll", "enrollment"),
            Map.entry("enrolled", "enrollment"),
            Map.entry("appt", "appointment"),
            Map.entry("birthdate", "birth date"),
            Map.entry("birthday", "birth date"),
            Map.entry("dob", "birth date"),
            Map.entry("born", "birth date"),
            Map.entry("ssn", "social security number"),
            Map.entry("vet", "veteran"),
            Map.entry("outcm", "outcome"),
            Map.entry("mgr", "manager"),
            Map.entry("min", "minutes"),
            Map.entry("mins", "minutes"),
            Map.entry("hrs", "hours"),
            Map.entry("kids", "children"),
            Map.entry("hoh", "head household"),
            Map.entry("surname", "last name"),
            Map.entry("forename", "first name"),
            Map.entry("emp", "employment"),
            Map.entry("rsn", "reason"),
            Map.entry("enc", "visit"),
            Map.entry("encounter", "visit"),
            Map.entry("trip", "visit"),
            Map.entry("ride", "visit"),
            Map.entry("session", "visit"),
            Map.entry("vol", "volunteer"),
            Map.entry("wrkr", "worker"),
            Map.entry("yrs", "years"),
            Map.entry("cnty", "county"),
            Map.entry("mi", "middle initial"),
            Map.entry("init", "initial"),
            Map.entry("initials", "initial"),
            Map.entry("when", "date"),
            Map.entry("where", "location"),
            Map.entry("who", "name"),
            Map.entry("many", "quantity"),
            Map.entry("app", "application"),
            Map.entry("comment", "comments"),
            Map.entry("note", "notes"),
            // Spanish
            Map.entry("observaciones", "notes"),
            Map.entry("comentarios", "comments"),
            Map.entry("estatus", "status"),
            Map.entry("fecha", "date"),
            Map.entry("fec", "date"),
            Map.entry("nacimiento", "birth"),
            Map.entry("nac", "birth"),
            Map.entry("nombre", "name"),
            Map.entry("nombres", "first name"),
            Map.entry("apellido", "last name"),
            Map.entry("apellidos", "last name"),
            Map.entry("primer", "first"),
            Map.entry("telefono", "phone"),
            Map.entry("celular", "mobile"),
            Map.entry("movil", "mobile"),
            Map.entry("correo", "email"),
            Map.entry("electronico", ""),
            Map.entry("direccion", "address"),
            Map.entry("domicilio", "address"),
            Map.entry("calle", "street"),
            Map.entry("ciudad", "city"),
            Map.entry("municipio", "city"),
            Map.entry("condado", "county"),
            Map.entry("codigo", "code"),
            Map.entry("sexo", "sex"),
            Map.entry("genero", "gender"),
            Map.entry("idioma", "language"),
            Map.entry("raza", "race"),
            Map.entry("etnia", "ethnicity"),
            Map.entry("servicio", "service"),
            Map.entry("tipo", "type"),
            Map.entry("ayuda", "service"),
            Map.entry("visita", "visit"),
            Map.entry("cantidad", "quantity"),
            Map.entry("cajas", "boxes"),
            Map.entry("notas", "notes"),
            Map.entry("hogar", "household"),
            Map.entry("familia", "family"),
            Map.entry("tamano", "size"),
            Map.entry("ingreso", "income"),
            Map.entry("ingresos", "income"),
            Map.entry("mensual", "monthly"),
            Map.entry("mensuales", "monthly"),
            Map.entry("ninos", "children"),
            Map.entry("numero", "number"),
            Map.entry("estado", "status"),
            Map.entry("programa", "program"),
            Map.entry("inscripcion", "enrollment"),
            Map.entry("inicio", "start"),
            Map.entry("fin", "end"),
            Map.entry("salida", "exit"),
            Map.entry("seguro", "insurance"),
            Map.entry("medico", "health"),
            Map.entry("contacto", "contact"),
            Map.entry("emergencia", "emergency"),
            Map.entry("parentesco", "relationship"),
            Map.entry("necesidad", "need"),
            Map.entry("referido", "referral"),
            Map.entry("referencia", "referral"),
            Map.entry("monto", "amount"),
            Map.entry("costo", "cost"),
            Map.entry("edad", "age"),
            Map.entry("empleo", "employment"),
            Map.entry("trabajo", "employment"),
            Map.entry("veterano", "veteran"),
            Map.entry("resultado", "outcome"),
            Map.entry("motivo", "reason"));

    private static final Set<String> SAYING_NOTHING = Set.of(
            "of",
            "the",
            "a",
            "an",
            "and",
            "or",
            "for",
            "in",
            "on",
            "to",
            "at",
            "is",
            "if",
            "any",
            "please",
            "enter",
            "your",
            "our",
            "mm",
            "dd",
            "yyyy",
            "yy",
            "current",
            "as",
            "by",
            "de",
            "del",
            "la",
            "el",
            "los",
            "las",
            "en",
            "y",
            "o",
            "su",
            "que",
            "con",
            "client",
            "clients",
            "patient",
            "participant",
            "consumer",
            "guest",
            "applicant",
            "customer",
            "cliente",
            "paciente",
            "participante",
            "solicitante",
            "s",
            "info",
            "information",
            "dato",
            "datos",
            "full",
            "pt",
            "cl",
            "clt",
            "clnt",
            "ptnt",
            "what",
            "we",
            "you",
            "us",
            "did",
            "do",
            "how",
            "was",
            "were",
            "has",
            "have",
            "case",
            "n");

    private HeadingWords() {}

    /** The words of a heading, in order; what stands in brackets is left out where there is something else. */
    static List<String> of(String heading) {
        String bare = heading.replaceAll("\\([^)]*\\)|\\[[^\\]]*\\]", " ");
        List<String> words = words(bare);
        return words.isEmpty() ? words(heading) : words;
    }

    private static List<String> words(String heading) {
        String spelt =
                heading.replace("#", " number ").replace("%", " percent ").replaceAll("(?<=\\p{Ll})(?=\\p{Lu})", " ");
        String plain = Normalizer.normalize(spelt, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\b([a-z])\\.([a-z])\\.([a-z])\\b\\.?", "$1$2$3")
                .replaceAll("e-mail", "email")
                .replaceAll("['’]s\\b", "");
        List<String> words = new ArrayList<>();
        for (String word : plain.split("[^a-z0-9]+")) {
            String meaning = MEANINGS.getOrDefault(word, word);
            for (String one : meaning.split(" ")) {
                if (!one.isEmpty() && !SAYING_NOTHING.contains(one) && !words.contains(one)) {
                    words.add(one);
                }
            }
        }
        return words;
    }

    /** Letters and digits alone, as the dictionary compares headings. */
    static String folded(String heading) {
        String spelt =
                heading.replace("#", " number ").replace("%", " percent ").replace("&", " and ");
        return Normalizer.normalize(spelt, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
