module Form exposing (Form, Msg, empty, update, view)

{-| The form: it sends what was entered, and shows what is wrong with it.
-}

import Browser.Dom
import BuildAmp.People as People exposing (SignUp, Welcome)
import BuildAmp.Problem as Problem exposing (FieldCode(..), FieldError, Problem)
import Dict
import Html exposing (Html, button, div, form, input, label, p, text)
import Html.Attributes exposing (attribute, class, for, id, name, novalidate, type_, value)
import Html.Events exposing (onInput, onSubmit)
import Http
import Json.Decode as Decode
import Task


type alias Form =
    { entered : SignUp
    , problem : Maybe Problem
    , isSending : Bool
    }


empty : Form
empty =
    { entered = SignUp "" "", problem = Nothing, isSending = False }



-- UPDATE


type Msg
    = NameEntered String
    | EmailEntered String
    | Submitted
    | Answered (Result Problem Welcome)
    | Focused


{-| What it becomes, who has signed up, and what is to be done.
-}
update : Msg -> Form -> ( Form, Maybe Welcome, Cmd Msg )
update msg ({ entered } as model) =
    case msg of
        NameEntered name ->
            ( { model | entered = { entered | name = name } }, Nothing, Cmd.none )

        EmailEntered email ->
            ( { model | entered = { entered | email = email } }, Nothing, Cmd.none )

        Submitted ->
            if model.isSending then
                ( model, Nothing, Cmd.none )

            else
                ( { model | isSending = True }, Nothing, send entered )

        Answered (Ok welcome) ->
            ( empty, Just welcome, Cmd.none )

        Answered (Err problem) ->
            ( { model | problem = Just problem, isSending = False }
            , Nothing
            , case problem.errors of
                { field } :: _ ->
                    Task.attempt (\_ -> Focused) (Browser.Dom.focus field)

                [] ->
                    Cmd.none
            )

        Focused ->
            ( model, Nothing, Cmd.none )


send : SignUp -> Cmd Msg
send person =
    Http.post
        { url = "/signup"
        , body = Http.jsonBody (People.encodeSignUp person)
        , expect = Http.expectStringResponse Answered answer
        }


{-| What goes wrong on the way is a problem too.
-}
answer : Http.Response String -> Result Problem Welcome
answer response =
    case response of
        Http.GoodStatus_ { statusCode } body ->
            Decode.decodeString People.welcomeDecoder body
                |> Result.mapError (\_ -> unexpected statusCode)

        Http.BadStatus_ { statusCode } body ->
            Decode.decodeString Problem.problemDecoder body
                |> Result.withDefault (unexpected statusCode)
                |> Err

        _ ->
            Err (failure 0 "The server cannot be reached. Try again in a moment.")


unexpected : Int -> Problem
unexpected status =
    failure status ("The server answered " ++ String.fromInt status ++ ". Reload the page and try again.")


failure : Int -> String -> Problem
failure status title =
    { title = title, status = status, detail = Nothing, errors = [] }



-- VIEW


view : Form -> Html Msg
view model =
    let
        errors =
            Maybe.map .errors model.problem |> Maybe.withDefault []

        rest =
            case ( model.problem, errors ) of
                ( Just { detail, title }, [] ) ->
                    Maybe.withDefault title detail

                _ ->
                    ""
    in
    form [ onSubmit Submitted, novalidate True ]
        [ viewField { field = "name", name = "Name", value = model.entered.name, entered = NameEntered }
            [ attribute "autocomplete" "name" ]
            errors
        , viewField { field = "email", name = "E-mail address", value = model.entered.email, entered = EmailEntered }
            [ type_ "email", attribute "autocomplete" "email", attribute "spellcheck" "false" ]
            errors
        , button [ type_ "submit", attribute "aria-disabled" (boolean model.isSending) ] [ text "Sign up" ]
        , p [ class "error", attribute "role" "alert" ] [ text rest ]
        ]


{-| A field, and below it what is wrong with it.
-}
viewField :
    { field : String, name : String, value : String, entered : String -> Msg }
    -> List (Html.Attribute Msg)
    -> List FieldError
    -> Html Msg
viewField options attributes errors =
    let
        error =
            List.head (List.filter (\{ field } -> field == options.field) errors)

        errorId =
            options.field ++ "-error"
    in
    div [ class "field" ]
        [ label [ for options.field ] [ text options.name ]
        , input
            (attributes
                ++ [ id options.field
                   , name options.field
                   , value options.value
                   , onInput options.entered
                   , attribute "aria-describedby" errorId
                   , attribute "aria-invalid" (boolean (error /= Nothing))
                   ]
            )
            []
        , p [ class "error", id errorId ] [ text (Maybe.map words error |> Maybe.withDefault "") ]
        ]


words : FieldError -> String
words { code, params } =
    case code of
        FieldCodeRequired ->
            "Please fill this in."

        FieldCodeTooLong ->
            "This is too long: "
                ++ String.fromInt (Dict.get "max" params |> Maybe.withDefault 0)
                ++ " characters fit."

        FieldCodeEmail ->
            "This is not an e-mail address."


boolean : Bool -> String
boolean is =
    if is then
        "true"

    else
        "false"
