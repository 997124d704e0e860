module Form exposing (Form, Input, Msg, button, entered, field, init, rest, text, update, view)

{-| Forms: they send what was entered, and show what is wrong with it.
-}

import Browser.Dom
import BuildAmpClient as Client exposing (Error(..), Request)
import BuildAmpRules exposing (FieldError)
import Dict exposing (Dict)
import Html exposing (Html, div, input, label, p, textarea)
import Html.Attributes exposing (attribute, class, for, id, name, novalidate, type_, value)
import Html.Events exposing (onInput, onSubmit)
import Json.Decode as Decode
import Task


{-| What was entered, by the names of the fields.
-}
type alias Form =
    { entered : Dict String String
    , error : Maybe Error
    , isSending : Bool
    , key : Key
    }


{-| By what a request is known: the same as long as the same is entered, so that what is sent once more, after nobody
answered, has one effect.
-}
type alias Key =
    { seed : String
    , number : Int
    }


{-| An empty one, by a text that no other has.
-}
init : String -> Form
init seed =
    { entered = Dict.empty, error = Nothing, isSending = False, key = Key seed 0 }


renewed : Key -> Key
renewed key =
    { key | number = key.number + 1 }



-- UPDATE


type Msg a
    = Entered String String
    | Submitted
    | Answered (Result Error a)
    | Focused


{-| What was entered in the field of this name.
-}
entered : String -> Form -> String
entered name form =
    Dict.get name form.entered |> Maybe.withDefault ""


{-| What it becomes, what was answered, and what is to be done. `ids` are the elements of its fields.
-}
update :
    { request : Form -> Request a, ids : Dict String String }
    -> Msg a
    -> Form
    -> ( Form, Maybe a, Cmd (Msg a) )
update { request, ids } msg form =
    case msg of
        Entered name value ->
            ( { form | entered = Dict.insert name value form.entered, key = renewed form.key }, Nothing, Cmd.none )

        Submitted ->
            if form.isSending then
                ( form, Nothing, Cmd.none )

            else
                ( { form | isSending = True }
                , Nothing
                , request form
                    |> Client.withKey (form.key.seed ++ "-" ++ String.fromInt form.key.number)
                    |> Client.toCmd Client.default Answered
                )

        Answered (Ok answer) ->
            ( { form | entered = Dict.empty, error = Nothing, isSending = False, key = renewed form.key }
            , Just answer
            , Cmd.none
            )

        Answered (Err why) ->
            ( { form | error = Just why, isSending = False }
            , Nothing
            , case List.filterMap (\error -> Dict.get error.field ids) (fieldErrors (Just why)) of
                first :: _ ->
                    Task.attempt (\_ -> Focused) (Browser.Dom.focus first)

                [] ->
                    Cmd.none
            )

        Focused ->
            ( form, Nothing, Cmd.none )



-- VIEW


view : List (Html (Msg a)) -> Html (Msg a)
view =
    Html.form [ onSubmit Submitted, novalidate True ]


{-| How a field looks: `shown` is what stands above it.
-}
type alias Input =
    { field : String
    , id : String
    , shown : String
    }


{-| A field, and below it what is wrong with it. `beside` stands at its right.
-}
field : Input -> List (Html.Attribute (Msg a)) -> List (Html (Msg a)) -> Form -> Html (Msg a)
field options attributes beside form =
    let
        own =
            input (type_ "text" :: common options form ++ attributes) []
    in
    div [ class "field" ]
        [ label [ for options.id ] [ Html.text options.shown ]
        , case beside of
            [] ->
                own

            _ ->
                div [ class "beside" ] (own :: beside)
        , wrong options form
        ]


{-| A field of several lines.
-}
text : Input -> Form -> Html (Msg a)
text options form =
    div [ class "field" ]
        [ label [ for options.id ] [ Html.text options.shown ]
        , textarea (attribute "rows" "2" :: common options form) []
        , wrong options form
        ]


common : Input -> Form -> List (Html.Attribute (Msg a))
common options form =
    [ id options.id
    , name options.field
    , value (entered options.field form)
    , onInput (Entered options.field)
    , attribute "aria-describedby" (options.id ++ "-error")
    , attribute "aria-invalid" (boolean (errorOf options form /= Nothing))
    ]


wrong : Input -> Form -> Html msg
wrong options form =
    p [ class "error", id (options.id ++ "-error") ]
        [ Html.text (errorOf options form |> Maybe.map words |> Maybe.withDefault "") ]


button : String -> List (Html.Attribute (Msg a)) -> Form -> Html (Msg a)
button shown attributes form =
    Html.button
        (type_ "submit" :: attribute "aria-disabled" (boolean form.isSending) :: attributes)
        [ Html.text shown ]


{-| What is wrong and belongs to no field.
-}
rest : Form -> Html msg
rest form =
    let
        shown =
            case ( form.error, fieldErrors form.error ) of
                ( Just error, [] ) ->
                    says error

                _ ->
                    ""
    in
    p [ class "error", attribute "role" "alert" ] [ Html.text shown ]


errorOf : Input -> Form -> Maybe FieldError
errorOf options form =
    List.head (List.filter (\error -> error.field == options.field) (fieldErrors form.error))


fieldErrors : Maybe Error -> List FieldError
fieldErrors error =
    case error of
        Just (Invalid errors) ->
            errors

        Just (Refused { errors }) ->
            errors

        _ ->
            []


{-| A sentence for a person.
-}
says : Error -> String
says error =
    case error of
        Invalid errors ->
            String.join " " (List.map words errors)

        Refused { status, detail } ->
            if status == 401 then
                "Sign up first."

            else
                String.toUpper (String.left 1 detail) ++ String.dropLeft 1 detail ++ "."

        Unreachable _ ->
            "The server cannot be reached. Try again in a moment."

        Unreadable { status } ->
            "The server answered " ++ String.fromInt status ++ ". Reload the page and try again."


words : FieldError -> String
words { code, params } =
    case code of
        "required" ->
            "Please fill this in."

        "max_length" ->
            let
                most =
                    Dict.get "max" params |> Maybe.andThen (Decode.decodeValue Decode.int >> Result.toMaybe)
            in
            "This is too long: " ++ String.fromInt (Maybe.withDefault 0 most) ++ " characters fit."

        "email" ->
            "This is not an e-mail address."

        "taken" ->
            "Somebody has signed up with it. Is it you? Sign in."

        "unknown" ->
            "Nobody has signed up with it."

        _ ->
            "This does not fit."


boolean : Bool -> String
boolean is =
    if is then
        "true"

    else
        "false"
