//! The tools, as models see them. A new tool is one more entry here.

use crate::exports::example::mcp::tools::{Effect, Error, Tool};
use crate::{counters, notes, with_json};

pub struct Definition {
    pub name: &'static str,
    title: &'static str,
    description: &'static str,
    input: &'static str,
    output: &'static str,
    effect: Effect,
    pub call: fn(&str) -> Result<String, Error>,
}

impl From<&Definition> for Tool {
    fn from(tool: &Definition) -> Self {
        Tool {
            name: tool.name.to_owned(),
            title: tool.title.to_owned(),
            description: tool.description.to_owned(),
            input_schema: tool.input.to_owned(),
            output_schema: Some(tool.output.to_owned()),
            effect: tool.effect,
        }
    }
}

pub static TOOLS: [Definition; 5] = [
    Definition {
        name: "add_note",
        title: "Add a note",
        description: "Keeps a note for all clients, until it is deleted. Answers it with the id that it has got.",
        input: r#"{
            "type": "object",
            "properties": {
                "text": { "type": "string", "minLength": 1, "maxLength": 4000 },
                "tags": {
                    "type": "array",
                    "maxItems": 10,
                    "items": { "type": "string", "minLength": 1, "maxLength": 40 }
                }
            },
            "required": ["text"],
            "additionalProperties": false
        }"#,
        output: NOTE,
        effect: Effect::Adds,
        call: |arguments| with_json(arguments, notes::add),
    },
    Definition {
        name: "list_notes",
        title: "List notes",
        description: "Notes from the oldest on, at most `limit` of them. `next` is there if there are more: it is the `after` with which to go on.",
        input: r#"{
            "type": "object",
            "properties": {
                "tag": { "type": "string", "description": "only notes that have this tag" },
                "after": { "type": "integer", "minimum": 0, "description": "only notes with a greater id" },
                "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 50 }
            },
            "additionalProperties": false
        }"#,
        output: NOTES,
        effect: Effect::Nothing,
        call: |arguments| with_json(arguments, notes::list),
    },
    Definition {
        name: "search_notes",
        title: "Search notes",
        description: "Notes that have every word of the query in their text or as a tag, in upper or lower case; otherwise like `list_notes`.",
        input: r#"{
            "type": "object",
            "properties": {
                "query": { "type": "string", "minLength": 1 },
                "after": { "type": "integer", "minimum": 0, "description": "only notes with a greater id" },
                "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 50 }
            },
            "required": ["query"],
            "additionalProperties": false
        }"#,
        output: NOTES,
        effect: Effect::Nothing,
        call: |arguments| with_json(arguments, notes::search),
    },
    Definition {
        name: "delete_note",
        title: "Delete a note",
        description: "Deletes the note with this id, for all clients. It cannot be taken back.",
        input: r#"{
            "type": "object",
            "properties": { "id": { "type": "integer", "minimum": 1 } },
            "required": ["id"],
            "additionalProperties": false
        }"#,
        output: r#"{
            "type": "object",
            "properties": { "deleted": { "type": "integer" } },
            "required": ["deleted"]
        }"#,
        effect: Effect::Changes,
        call: |arguments| with_json(arguments, notes::delete),
    },
    Definition {
        name: "count",
        title: "Count",
        description: "Adds to the counter of this name, which begins at 0, and answers its value. `by` 0 only reads it. No two clients get the same step.",
        input: r#"{
            "type": "object",
            "properties": {
                "name": { "type": "string", "minLength": 1, "maxLength": 64 },
                "by": { "type": "integer", "minimum": 0, "maximum": 1000000, "default": 1 }
            },
            "required": ["name"],
            "additionalProperties": false
        }"#,
        output: r#"{
            "type": "object",
            "properties": { "name": { "type": "string" }, "value": { "type": "integer" } },
            "required": ["name", "value"]
        }"#,
        effect: Effect::Adds,
        call: |arguments| with_json(arguments, counters::count),
    },
];

const NOTE: &str = r#"{
    "type": "object",
    "properties": {
        "id": { "type": "integer" },
        "text": { "type": "string" },
        "tags": { "type": "array", "items": { "type": "string" } }
    },
    "required": ["id", "text", "tags"]
}"#;

const NOTES: &str = r#"{
    "type": "object",
    "properties": {
        "notes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": { "type": "integer" },
                    "text": { "type": "string" },
                    "tags": { "type": "array", "items": { "type": "string" } }
                },
                "required": ["id", "text", "tags"]
            }
        },
        "next": { "type": "integer" }
    },
    "required": ["notes"]
}"#;
